// A button behind each text that people copy. Without this script they select it: one click takes all of it.
for (const text of document.querySelectorAll("[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = text.dataset.copy;
  button.addEventListener("click", async () => {
    if (await copied(text)) {
      button.textContent = text.dataset.copied;
      button.setAttribute("aria-live", "polite");
      setTimeout(() => { button.textContent = text.dataset.copy; }, 2000);
    }
  });
  text.after(button);
}

async function copied(text) {
  // Browsers give the clipboard to https and to this machine only; an office's server often has plain http.
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text.textContent);
      return true;
    } catch {
      // Forbidden by a setting; the old way may still be allowed.
    }
  }
  getSelection().selectAllChildren(text);
  return document.execCommand("copy");
}
