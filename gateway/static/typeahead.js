// The search list: a combobox (ARIA 1.2) over GET /suggestions; without it the form searches all the same.
const PAUSE = 80; // milliseconds without a key before the store is asked

function marked(name, typed) {
  const text = document.createElement('span');
  const from = name.toLowerCase().indexOf(typed.toLowerCase());
  if (from < 0) {
    text.append(name);
    return text;
  }
  const hit = document.createElement('mark');
  hit.textContent = name.slice(from, from + typed.length);
  text.append(name.slice(0, from), hit, name.slice(from + typed.length));
  return text;
}

class Typeahead {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector('input[type=search]');
    this.list = document.createElement('ul');
    this.voice = document.createElement('span');
    this.at = -1;
    this.timer = 0;
    this.asking = null;
    this.prepare();
  }

  prepare() {
    const { input, list, form } = this;
    list.className = 'typeahead';
    list.id = `${input.id}-list`;
    list.hidden = true;
    list.setAttribute('role', 'listbox');
    list.setAttribute('aria-label', form.dataset.label);
    input.setAttribute('role', 'combobox');
    input.setAttribute('aria-expanded', 'false');
    input.setAttribute('aria-controls', list.id);
    input.setAttribute('aria-autocomplete', 'list');
    this.voice.className = 'vh';
    this.voice.setAttribute('aria-live', 'polite');
    form.append(list, this.voice);
    input.addEventListener('input', () => this.typed());
    input.addEventListener('keydown', event => this.pressed(event));
    input.addEventListener('blur', () => this.close());
    list.addEventListener('pointerdown', event => event.preventDefault());
    list.addEventListener('click', event => this.follow(event.target.closest('li')));
  }

  typed() {
    clearTimeout(this.timer);
    const typed = this.input.value.trim();
    if (!typed) return this.close();
    this.timer = setTimeout(() => this.ask(typed), PAUSE);
  }

  async ask(typed) {
    this.asking?.abort();
    this.asking = new AbortController();
    try {
      const url = `${this.form.dataset.typeahead}?q=${encodeURIComponent(typed)}`;
      const answer = await fetch(url, { signal: this.asking.signal, headers: { Accept: 'application/json' } });
      if (!answer.ok || document.activeElement !== this.input) return this.close();
      const { items, told } = await answer.json();
      this.show(items, typed);
      this.voice.textContent = told;
    } catch (error) {
      if (error.name !== 'AbortError') this.close();
    }
  }

  show(items, typed) {
    this.list.replaceChildren(...items.map((item, i) => {
      const option = document.createElement('li');
      const what = document.createElement('small');
      option.id = `${this.list.id}-${i}`;
      option.dataset.url = item.url;
      option.setAttribute('role', 'option');
      option.setAttribute('aria-selected', 'false');
      what.textContent = item.what;
      option.append(marked(item.name, typed), what);
      return option;
    }));
    this.at = -1;
    this.input.removeAttribute('aria-activedescendant');
    this.list.hidden = items.length === 0;
    this.input.setAttribute('aria-expanded', String(items.length > 0));
  }

  close() {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.voice.textContent = '';
    this.at = -1;
    this.list.hidden = true;
    this.input.setAttribute('aria-expanded', 'false');
    this.input.removeAttribute('aria-activedescendant');
  }

  // A list that somebody walks does not change under their hand: a later answer is no longer waited for.
  walk(at) {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.mark(at);
  }

  mark(at) {
    const options = [...this.list.children];
    this.at = at;
    options.forEach((option, i) => option.setAttribute('aria-selected', String(i === at)));
    if (at < 0) return this.input.removeAttribute('aria-activedescendant');
    this.input.setAttribute('aria-activedescendant', options[at].id);
    options[at].scrollIntoView({ block: 'nearest' });
  }

  pressed(event) {
    if (this.list.hidden) return;
    const last = this.list.children.length - 1;
    if (event.key === 'Escape') {
      event.preventDefault();
      this.close();
    } else if (event.key === 'ArrowDown') {
      event.preventDefault();
      this.walk(this.at === last ? -1 : this.at + 1);
    } else if (event.key === 'ArrowUp') {
      event.preventDefault();
      this.walk(this.at < 0 ? last : this.at - 1);
    } else if (event.key === 'Enter' && this.at >= 0) {
      event.preventDefault();
      this.follow(this.list.children[this.at]);
    }
  }

  follow(option) {
    if (option) window.location.assign(option.dataset.url);
  }
}

for (const form of document.querySelectorAll('[data-typeahead]')) new Typeahead(form);
