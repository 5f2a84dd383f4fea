// Copy buttons: put the command on the clipboard, say so in the button and to screen readers.
const said = document.createElement('p');
said.className = 'vh';
said.setAttribute('role', 'status');
document.body.append(said);

async function put(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  // A store on a plain-HTTP host name has no clipboard interface.
  const field = document.createElement('textarea');
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  if (!done) throw new Error('not copied');
}

for (const button of document.querySelectorAll('[data-copy]')) {
  const word = button.querySelector('span');
  const before = word.textContent;
  button.addEventListener('click', async () => {
    try {
      await put(button.dataset.copy);
      word.textContent = button.dataset.copied;
    } catch {
      word.textContent = button.dataset.failed;
    }
    said.textContent = word.textContent;
    button.focus();
    setTimeout(() => { word.textContent = before; said.textContent = ''; }, 2000);
  });
}
