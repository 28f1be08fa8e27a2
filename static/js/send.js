/* Ctrl+Enter (⌘+Enter) sends what is being typed, in fields of one line and of many, and
   where a line unfolds: by the nearest button that says so. */
"use strict";
(() => {
  document.addEventListener("keydown", (event) => {
    const isSend = event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (!isSend || event.isComposing || !event.target.matches("input, textarea, select, summary")) { return; }
    const form = event.target.form || event.target.closest("form");
    const panel = event.target.closest("[data-panel]") || form;
    const button = panel && panel.querySelector("button[data-sends]");
    if (!button) { return; }
    event.preventDefault();
    if (!button.disabled && !event.repeat) { button.click(); }
  });

  /* Where several buttons could be meant, Enter alone sends nothing */
  document.addEventListener("keydown", (event) => {
    const isAlone = event.key === "Enter" && !event.ctrlKey && !event.metaKey;
    if (isAlone && !event.isComposing && event.target.matches("input[data-several]")) { event.preventDefault(); }
  });
})();
