/* The logging grid: its keys and buttons. Everything works without scripts. */
"use strict";
(() => {
  const grid = window.LogGrid;
  if (!grid) { return; }
  const { form } = grid;
  let clicked = null;

  /* "=" alone in a cell: as last period, and marked so. Read from the cell, not from the key:
     Chinese input methods hide their keys, and may write it in full width. */
  function same(field) {
    if (!field.dataset.same || !/^[=\uff1d]$/.test(field.value)) { return; }
    grid.history.restore(field);
    grid.history.apply([{ field, state: { text: field.dataset.same, same: true } }]);
    field.select();
    grid.say(grid.sentence("same"));
  }

  function escaped(event) {
    return event.key === "Escape" && grid.isCell(event.target) && grid.history.restore(event.target);
  }

  form.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) { return; }
    const isReason = event.key === "Enter" && event.target.tagName === "INPUT" && !grid.isCell(event.target)
      && !["radio", "checkbox", "submit", "button", "file"].includes(event.target.type);
    const isOurs = isReason || grid.range.keyed(event) || escaped(event) || grid.move(event);
    if (isOurs) { event.preventDefault(); }
  });

  document.addEventListener("keydown", (event) => {
    const isSave = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "s";
    if (isSave) {
      event.preventDefault();
      const button = form.querySelector("#save, button.main:not([type=button])");
      if (button && !button.disabled) { form.requestSubmit(button); }
    } else if ((form.contains(event.target) || event.target === document.body) && grid.history.keyed(event)) {
      event.preventDefault();
    }
  });

  /* Typing over what was "as last period" is typing */
  form.addEventListener("input", (event) => {
    if (!grid.isCell(event.target)) { return; }
    grid.mark(event.target, false);
    if (!event.isComposing) { same(event.target); }
  }, { capture: true });
  form.addEventListener("compositionend", (event) => {
    if (grid.isCell(event.target)) { same(event.target); }
  });

  /* A cell that one comes to is chosen as a whole; a second click sets the caret */
  form.addEventListener("mousedown", (event) => {
    clicked = document.activeElement === event.target ? null : event.target;
  });
  form.addEventListener("focusin", (event) => {
    const field = event.target;
    if (grid.isCell(field) && grid.isLine(field) && clicked !== field) { field.select(); }
  });
  form.addEventListener("click", (event) => {
    const field = event.target;
    const isFresh = field === clicked && grid.isCell(field) && grid.isLine(field)
      && field.selectionStart === field.selectionEnd;
    if (isFresh) { field.select(); }
    clicked = null;
  });

  for (const field of grid.cells()) {
    if (field.dataset.same) { field.placeholder = form.dataset.same; }
    if (grid.read(field).same) { grid.mark(field, true); }
  }

  /* A task's text and state as they stood last */
  for (const button of form.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const line = button.closest("tr");
      const area = line.querySelector("textarea");
      const choice = line.querySelector("select");
      const text = button.dataset.stage || line.querySelector("[data-earlier]").textContent;
      const states = [{ field: area, state: { text, same: false } }];
      if (choice && button.dataset.declared) {
        states.push({ field: choice, state: { text: button.dataset.declared, same: false } });
      }
      grid.history.apply(states);
      area.focus();
    });
  }

  document.querySelector("#log-pasted button").addEventListener("click", (event) => {
    event.target.closest("#log-pasted").hidden = true;
    const cell = grid.cells().find(grid.isSeen);
    if (cell) { grid.go(cell); }
  });

  const wrong = document.getElementById("wrong");
  if (wrong) {
    /* The cells are those of the ledger; what the server said of the lines stays */
    wrong.focus();
    grid.preview({ judged: false });
  }
})();
