// The publisher portal: the preview follows what is typed, and the page follows a release.
const PAUSE = 400; // milliseconds without a key before the store is asked to draw

for (const form of document.querySelectorAll('form[data-preview]')) {
  const shown = document.querySelector('[data-shows]');
  let timer = 0;
  let asking = null;

  const draw = async () => {
    asking?.abort();
    asking = new AbortController();
    const sent = new FormData(form);
    for (const field of form.querySelectorAll('input[type=file]')) sent.delete(field.name);
    try {
      const answer = await fetch(form.dataset.preview, { method: 'POST', body: sent, signal: asking.signal, redirect: 'error' });
      if (answer.ok) shown.innerHTML = await answer.text();
    } catch {
      // Overtaken by the next key, or the store is away: what was drawn before stays, and the next key asks again.
    }
  };

  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(draw, PAUSE);
  });
}

// What stands below a release is drawn once more when it is over: the version has moved from one list to the other.
const anew = async parts => {
  try {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    for (const part of parts) {
      const now = page.querySelector(`[aria-labelledby="${part.getAttribute('aria-labelledby')}"]`);
      if (answer.ok && now) part.replaceWith(now);
    }
  } catch {
    // The store is away: the lists stay as they were.
  }
};

// Each stream says how the release stands and ends; the browser asks again until it is over.
for (const box of document.querySelectorAll('[data-follow]')) {
  const stream = new EventSource(box.dataset.follow);
  let before = '';
  stream.addEventListener('progress', event => {
    if (event.data === before) return;
    before = event.data;
    box.innerHTML = event.data;
  });
  stream.addEventListener('over', () => {
    stream.close();
    anew(document.querySelectorAll('[data-anew]'));
  });
}
