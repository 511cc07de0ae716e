// Copy buttons: <button class="copy" data-copy="pip install x">Copy</button>.
// The listener sits on the document, so that parts swapped in later work too.

const status = document.getElementById("copy-status");
const SHOWN_MS = 2000;

async function copy(button) {
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = "Copied";
  } catch {
    // Browsers offer no clipboard to pages over plain http, and people may refuse it.
    getSelection().selectAllChildren(button.previousElementSibling);
    button.textContent = "Press Ctrl+C";
  }
  status.textContent = button.textContent;
  button.disabled = true;
  setTimeout(() => {
    button.textContent = label;
    button.disabled = false;
    status.textContent = "";
  }, SHOWN_MS);
}

document.documentElement.classList.add("js");
document.addEventListener("click", (event) => {
  const button = event.target.closest(".copy");
  if (button) copy(button);
});
