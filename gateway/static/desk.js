// The desk by keyboard: single keys, never while somebody types, and nothing that the page does not offer by itself.
const at = (selector, root = document) => root.querySelector(selector);

const beside = step => {
  const links = [...document.querySelectorAll('.queue li a')];
  const now = links.findIndex(link => link.getAttribute('aria-current'));
  const next = links[now < 0 ? 0 : now + step];
  if (next) location.assign(next.href);
};

const write = to => {
  const form = at('#answer');
  const choice = form && at(`input[name=to][value=${to}]`, form);
  if (!choice) return;
  choice.checked = true;
  at('textarea', form).focus();
};

const keys = {
  j: () => beside(1),
  k: () => beside(-1),
  r: () => write('customer'),
  n: () => write('note'),
  a: () => at('form[data-take] button')?.click(),
  q: () => location.assign(at('.queue h2 a').href),
};

document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target.closest('input, textarea, select, [contenteditable]')) return;
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

at('[data-macros]')?.addEventListener('change', event => {
  const text = at('#text');
  const ready = event.target.selectedOptions[0].dataset.text;
  if (!ready) return;
  text.value = text.value ? `${text.value.trimEnd()}\n\n${ready}` : ready;
  text.focus();
});
