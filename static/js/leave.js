/* Logging out on a shared computer: what was kept here for this person goes, after a question. */
"use strict";
(() => {
  const form = document.querySelector("form[data-leave]");
  if (!form) { return; }
  const mine = `log:${form.dataset.leave}:`;

  form.addEventListener("submit", (event) => {
    let kept = [];
    try { kept = Object.keys(window.localStorage).filter((key) => key.startsWith(mine)); } catch (error) { kept = []; }
    if (kept.length && !window.confirm(form.dataset.kept)) {
      event.preventDefault();
      return;
    }
    for (const key of kept) { window.localStorage.removeItem(key); }
    document.dispatchEvent(new CustomEvent("leave"));
  });
})();
