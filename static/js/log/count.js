/* How many lines are filled in, counted while one types, as the server counts them. */
"use strict";
(() => {
  const grid = window.LogGrid;
  const counts = document.getElementById("counts");
  if (!grid || !counts) { return; }
  const SAYS = new Set(["value", "stage", "declared"]);
  const lines = [...grid.form.querySelectorAll("tr.line")];

  const isChanged = (field) => !grid.equal(grid.read(field), grid.rendered(field));

  /* What a checker gave back is filled in again once it is changed, or a reason is given */
  function isTakenUp(line) {
    const reason = grid.named(`reason-${line.dataset.code}`);
    return grid.cells(line).some(isChanged) || Boolean(reason && reason.value.trim() !== reason.defaultValue.trim());
  }

  function isFilled(line) {
    const says = grid.cells(line).some((field) => SAYS.has(grid.kind(field)) && field.value.trim());
    return says && (!("givenBack" in line.dataset) || isTakenUp(line));
  }

  function count() {
    const due = Number(counts.dataset.due);
    const filled = lines.filter(isFilled).length;
    const values = { due, filled, rest: due - filled };
    const text = counts.dataset.sentence.replace(/\{(\w+)\}/g, (_all, key) => values[key]);
    if (counts.textContent !== text) { counts.textContent = text; }
  }

  for (const kind of ["input", "change", "cells"]) { grid.form.addEventListener(kind, count); }
  count();
})();
