// While something on the operator's page is under way, its cells follow it; forms and rows stay where they are.
const OFTEN = 5000;
const page = document.querySelector('.running');

async function look() {
  const answer = await fetch(location.pathname, { headers: { Accept: 'text/html' } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const cell of page.querySelectorAll('[data-live]')) {
    const now = fresh.querySelector(`[data-live="${CSS.escape(cell.dataset.live)}"]`);
    if (now && now.textContent !== cell.textContent && !cell.matches(':hover, :focus-within')) {
      cell.replaceChildren(...now.childNodes);
    }
  }
  page.toggleAttribute('data-changing', fresh.querySelector('.running[data-changing]') !== null);
  if (!page.hasAttribute('data-changing')) document.getElementById('live').textContent = page.dataset.over;
}

async function follow() {
  while (page.hasAttribute('data-changing')) {
    await new Promise((wake) => setTimeout(wake, OFTEN));
    if (!document.hidden) await look();
  }
}

follow();
