/* A range of cells: chosen with Shift and the arrows or a click, copied, emptied, pasted over. */
"use strict";
(() => {
  const grid = window.LogGrid;
  if (!grid) { return; }
  let from = null;
  let to = null;

  const table = () => [...from.closest("table").querySelectorAll("tr.line")];

  /* The rectangle between the two corners, a list of cells a line */
  function block() {
    if (!from || !to) { return []; }
    const lines = table();
    const [top, bottom] = [from, to].map((each) => lines.indexOf(grid.lineOf(each))).sort((a, b) => a - b);
    const kinds = grid.columns(grid.lineOf(from)).map(grid.kind);
    const [left, right] = [from, to].map((each) => kinds.indexOf(grid.kind(each))).sort((a, b) => a - b);
    const wanted = kinds.slice(left, right + 1);
    return lines.slice(top, bottom + 1).map((line) => {
      const there = new Map(grid.columns(line).map((each) => [grid.kind(each), each]));
      return wanted.map((each) => there.get(each) || null);
    });
  }

  function paint(rows) {
    for (const each of grid.form.querySelectorAll(".in-range")) { each.classList.remove("in-range"); }
    for (const cell of rows.flat()) { if (cell) { cell.classList.add("in-range"); } }
  }

  function clear() {
    if (!to) { return false; }
    from = null;
    to = null;
    paint([]);
    return true;
  }

  function extend(field, cell) {
    if (!cell || cell.closest("table") !== field.closest("table")) { return; }
    from = from || field;
    to = cell;
    const rows = block();
    paint(rows);
    grid.say(grid.sentence("selected", { rows: rows.length, columns: rows[0].length }));
  }

  const first = () => (to ? block()[0][0] : null);

  /* Whether the key was about a range */
  function keyed(event) {
    const field = event.target;
    if (!grid.isCell(field) || !grid.isLine(field) || event.ctrlKey || event.metaKey || event.altKey) { return false; }
    const steps = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
    if (event.shiftKey && event.key in steps) {
      const [right, down] = steps[event.key];
      if (right && !to) { return false; }  // within the text
      const corner = to || field;
      extend(field, down ? grid.vertical(corner, down) : grid.horizontal(corner, right));
      return true;
    }
    if (!to) { return false; }
    if (event.key === "Delete" || event.key === "Backspace") {
      grid.say(grid.sentence("emptied", { n: empty() }));
      return true;
    }
    if (event.key === "Escape") { return clear(); }
    if (event.key !== "Shift") { clear(); }
    return false;
  }

  const quoted = (text) => (/[\t\r\n"]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
  const shown = (cell) => {
    if (!cell) { return ""; }
    return cell.tagName === "SELECT" ? (cell.value && cell.selectedOptions[0].text) : cell.value;
  };

  function empty() {
    const cells = block().flat().filter((cell) => cell && !grid.isLocked(cell));
    return grid.history.apply(cells.map((cell) => ({ field: cell, state: { text: "", same: false } }))).length;
  }

  function copy(event) {
    if (!to) { return; }
    event.preventDefault();
    const rows = block();
    event.clipboardData.setData("text/plain", rows.map((row) => `${row.map(shown).map(quoted).join("\t")}\r\n`).join(""));
    if (event.type === "cut") { empty(); }
    grid.say(grid.sentence("copied", { rows: rows.length, columns: rows[0].length }));
  }

  grid.form.addEventListener("copy", copy);
  grid.form.addEventListener("cut", copy);
  for (const type of ["beforecopy", "beforecut"]) {
    // Without a selected text the browser would not even ask
    grid.form.addEventListener(type, (event) => { if (to) { event.preventDefault(); } });
  }
  grid.form.addEventListener("mousedown", (event) => {
    const standing = document.activeElement;
    const isExtending = event.shiftKey && grid.isCell(event.target) && grid.isCell(standing)
      && event.target !== standing;
    if (!isExtending) { clear(); return; }
    event.preventDefault();
    extend(standing, event.target);
  });

  grid.range = { keyed, clear, first };
})();
