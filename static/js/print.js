/* A page's own button to print it, hidden where nothing could answer it; and what is folded away
   on the screen but belongs on paper. */
"use strict";
(() => {
  const button = document.getElementById("print");
  if (button) {
    button.hidden = false;
    button.addEventListener("click", () => { window.print(); });
  }
  let unfolded = [];
  window.addEventListener("beforeprint", () => {
    unfolded = Array.from(document.querySelectorAll("details[data-printed]:not([open])"));
    for (const each of unfolded) { each.open = true; }
  });
  window.addEventListener("afterprint", () => {
    for (const each of unfolded) { each.open = false; }
  });
})();
