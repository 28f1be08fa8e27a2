/* Copies the address or the line for another site's page; without script they are selected by hand. */
"use strict";
(() => {
  const said = document.getElementById("copied");
  for (const button of document.querySelectorAll("[data-copy]")) {
    const field = document.getElementById(button.dataset.copy);
    button.hidden = false;
    button.addEventListener("click", async () => {
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
        said.textContent = button.dataset.done;
      } catch (error) {
        // Plain http: the browser's older way
        said.textContent = document.execCommand("copy") ? button.dataset.done : "";
      }
    });
  }
})();
