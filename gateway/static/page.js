// The rest that a page does by itself: lead to what is wrong in a form, submit once, change the theme in place.
document.querySelector('.errors')?.focus();

for (const form of document.querySelectorAll('form[method=post]:not(.theme)')) {
  form.addEventListener('submit', event => {
    const button = event.submitter;
    if (!button) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = 'yes';
    button.setAttribute('aria-busy', 'true');
  });
}

// Back from the next page, a kept copy of this one must be ready to send again.
window.addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sent]')) {
    delete form.dataset.sent;
    form.querySelector('[aria-busy]')?.removeAttribute('aria-busy');
  }
});

for (const form of document.querySelectorAll('form.theme')) {
  form.addEventListener('submit', async event => {
    const chosen = event.submitter;
    if (!chosen) return;
    event.preventDefault();
    const answer = await fetch(form.action, { method: 'POST', body: new FormData(form, chosen), redirect: 'manual' });
    if (answer.type !== 'opaqueredirect' && !answer.ok) return form.submit();
    if (chosen.value === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = chosen.value;
    for (const button of form.querySelectorAll('button')) button.setAttribute('aria-pressed', String(button === chosen));
  });
}

// A menu closes with Escape, and when one goes elsewhere.
for (const menu of document.querySelectorAll('details.menu')) {
  menu.addEventListener('keydown', event => {
    if (event.key !== 'Escape' || !menu.open) return;
    menu.open = false;
    menu.querySelector('summary').focus();
  });
  document.addEventListener('click', event => { if (!menu.contains(event.target)) menu.open = false; });
  menu.addEventListener('focusout', event => { if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false; });
}
