/* The page of a series: copying the sentence. */
"use strict";
(() => {
  const button = document.getElementById("copy");
  const sentence = document.getElementById("sentence");
  if (!button || !sentence) { return; }
  const done = document.getElementById("copied");

  /* The clipboard's own interface exists on https and this computer only */
  function copyBySelection(text) {
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "unseen";
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    return copied;
  }

  async function copy() {
    const text = sentence.textContent.trim();
    let copied = false;
    try {
      await navigator.clipboard.writeText(text);
      copied = true;
    } catch (error) {
      copied = copyBySelection(text);
    }
    done.textContent = copied ? button.dataset.done : "";
    button.focus();
  }

  button.hidden = false;
  button.addEventListener("click", copy);
})();
