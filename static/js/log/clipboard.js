/* Blocks of cells to and from Excel and WPS: what is pasted spreads from the cell one stands in
   to the right and down; nothing is cut in silence. Numbers go to the server as they are. */
"use strict";
(() => {
  const grid = window.LogGrid;
  if (!grid) { return; }
  const NAMED = 3;  // refused cells that are named one by one

  /* Tab-separated text; cells with line ends, tabs or quotes stand in quotes */
  function parsed(text) {
    const rows = [[]];
    let at = 0;
    const row = () => rows[rows.length - 1];
    while (at <= text.length) {
      const quoted = /^"((?:[^"]|"")*)"(?=[\t\r\n]|$)/.exec(text.slice(at));
      const isWrapped = quoted && /[\t\r\n]|""/.test(quoted[1]);
      const length = isWrapped ? quoted[0].length : /^[^\t\r\n]*/.exec(text.slice(at))[0].length;
      row().push(isWrapped ? quoted[1].replace(/""/g, '"') : text.slice(at, at + length));
      at += length;
      if (text[at] === "\t") { at += 1; continue; }
      if (at >= text.length) { break; }
      at += text.startsWith("\r\n", at) ? 2 : 1;
      if (at >= text.length) { break; }
      rows.push([]);
    }
    return rows;
  }

  const isBlock = (rows) => rows.length > 1 || rows[0].length > 1;

  /* A list of lines is a block for a cell of one line; an area may mean it as text */
  function isForUs(field, rows, data) {
    if (!isBlock(rows)) { return false; }
    if (field.tagName !== "TEXTAREA" || rows.some((row) => row.length > 1)) { return true; }
    return /<table/i.test(data.getData("text/html"));
  }

  const plain = (text) => text.normalize("NFKC").trim().toLowerCase();

  /* The text as the cell can hold it; null when it cannot */
  function fitting(field, text) {
    if (field.tagName === "SELECT") {
      const option = [...field.options].find((each) => [each.value, each.text].map(plain).includes(plain(text)))
        || (text.trim() === "" ? [...field.options].find((each) => !each.value) : null);
      return option ? option.value : null;
    }
    if (field.type === "date") {
      if (!text.trim()) { return ""; }
      const parts = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(text.normalize("NFKC").trim());
      return parts ? `${parts[1]}-${parts[2].padStart(2, "0")}-${parts[3].padStart(2, "0")}` : null;
    }
    if (field.tagName === "TEXTAREA") { return text.replace(/\r\n?/g, "\n"); }
    return text.replace(/[\r\n]+/g, " ").replace(/^[\s\u00a0]+|[\s\u00a0]+$/g, "");
  }

  function linesFrom(field) {
    const lines = [...field.closest("table").querySelectorAll("tr.line")];
    return lines.slice(lines.indexOf(grid.lineOf(field)));
  }

  function paste(field, rows) {
    const kinds = grid.columns(grid.lineOf(field)).map(grid.kind);
    const wanted = kinds.slice(kinds.indexOf(grid.kind(field)));
    const lines = linesFrom(field);
    const states = [];
    const refused = [];
    let locked = 0;
    rows.slice(0, lines.length).forEach((row, down) => {
      const there = new Map(grid.columns(lines[down]).map((each) => [grid.kind(each), each]));
      row.slice(0, wanted.length).forEach((text, right) => {
        const cell = there.get(wanted[right]);
        if (!cell || grid.isLocked(cell)) { locked += 1; return; }
        const fit = fitting(cell, text);
        if (fit === null) { refused.push({ cell: grid.label(cell), text }); return; }
        states.push({ field: cell, state: { text: fit, same: false } });
      });
    });
    const changes = grid.history.apply(states);
    const widest = Math.max(...rows.map((row) => row.length));
    tell({
      pasted: states.length, changed: changes.length, locked, refused,
      rows: Math.max(0, rows.length - lines.length), columns: Math.max(0, widest - wanted.length),
    });
  }

  function tell({ pasted, changed, locked, refused, rows, columns: wide }) {
    const parts = [grid.sentence("pasted", { n: pasted, changed })];
    if (rows) { parts.push(grid.sentence("pastedRows", { n: rows })); }
    if (wide) { parts.push(grid.sentence("pastedColumns", { n: wide })); }
    if (locked) { parts.push(grid.sentence("pastedLocked", { n: locked })); }
    for (const each of refused.slice(0, NAMED)) { parts.push(grid.sentence("pastedRefused", each)); }
    if (refused.length > NAMED) { parts.push(grid.sentence("pastedRefusedMore", { n: refused.length - NAMED })); }
    const notice = document.getElementById("log-pasted");
    notice.querySelector("p").textContent = parts.join(" ");
    // What did not get in stays to be read; the rest is only said
    notice.hidden = parts.length === 1;
    grid.say(parts.join(" "));
  }

  grid.form.addEventListener("paste", (event) => {
    const field = event.target;
    if (!grid.isCell(field)) { return; }
    const text = event.clipboardData.getData("text/plain");
    const rows = parsed(text);
    const start = grid.range.first() || field;
    if (isForUs(field, rows, event.clipboardData)) {
      event.preventDefault();
      grid.range.clear();
      paste(start, rows);
    } else if (text.startsWith('"') && rows[0][0] !== text.replace(/[\r\n]+$/, "") && !grid.isLocked(field)) {
      // One cell of several lines: its text without the quotes around it
      event.preventDefault();
      const fit = fitting(field, rows[0][0]);
      if (fit !== null) { document.execCommand("insertText", false, fit); }
    }
  });
})();
