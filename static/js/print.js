/* A page's own button to print it; hidden where nothing could answer it. */
"use strict";
(() => {
  const button = document.getElementById("print");
  button.hidden = false;
  button.addEventListener("click", () => { window.print(); });
})();
