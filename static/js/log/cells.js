/* The cells of the logging grid: which there are, what they hold, how one moves among them.
   The other scripts of the grid build on this one. */
"use strict";
window.LogGrid = (() => {
  const form = document.getElementById("grid");
  const words = document.getElementById("log-words");
  if (!form || !words) { return null; }
  const said = document.getElementById("said");
  /* What may have to be said stays in sight with the bar; what was kept stands over the tables */
  const bar = form.querySelector(".log-bar");
  bar.append(...["log-stopped", "log-pasted", "log-unseen"].map((id) => document.getElementById(id)));
  bar.after(document.getElementById("log-held"));
  const CELLS = "tr.line input:not([type=hidden]):not([type=file]):not([type=radio]), tr.line textarea, tr.line select";

  /* A sentence of the page with what belongs into it */
  function sentence(name, values = {}) {
    return words.dataset[name].replace(/\{(\w+)\}/g, (_all, key) => values[key]);
  }

  /* Said to those who listen; the same sentence twice is said twice */
  function say(text) {
    said.textContent = "";
    window.setTimeout(() => { said.textContent = text; }, 30);
  }

  const kind = (field) => field.name.slice(0, field.name.indexOf("-"));
  const key = (field) => field.name.slice(field.name.indexOf("-") + 1);
  const named = (name) => form.querySelector(`[name="${CSS.escape(name)}"]`);
  const lineOf = (field) => field.closest("tr.line");
  const isCell = (target) => target instanceof Element && target.matches(CELLS) && form.contains(target);
  const isLine = (field) => field.tagName === "INPUT" && !["checkbox", "date"].includes(field.type);
  const isLocked = (field) => field.readOnly || field.disabled;
  const isSeen = (field) => !field.disabled && field.checkVisibility({ checkVisibilityCSS: true });
  const cells = (within = form) => [...within.querySelectorAll(CELLS)];
  const label = (field) => field.getAttribute("aria-label")
    || (field.labels && field.labels[0] ? field.labels[0].textContent.trim() : field.name);
  /* The cells of a line that hold text, as a block meets them */
  const columns = (line) => cells(line).filter((each) => each.type !== "checkbox" && isSeen(each));

  /* "Same as last period" travels in a hidden field beside the value */
  const sameOf = (field) => (kind(field) === "value" ? named(`same-${key(field)}`) : null);

  function read(field) {
    const text = field.type === "checkbox" ? (field.checked ? "1" : "") : field.value;
    const same = sameOf(field);
    return { text, same: Boolean(same && same.value) };
  }

  function write(field, state) {
    if (field.type === "checkbox") { field.checked = state.text === "1"; } else { field.value = state.text; }
    mark(field, state.same);
  }

  function mark(field, on) {
    const same = sameOf(field);
    if (!same) { return; }
    same.value = on ? "1" : "";
    const cell = field.closest("td");
    let shown = cell.querySelector(".same-mark");
    if (!shown && on) {
      shown = document.createElement("small");
      shown.className = "same-mark";
      shown.textContent = sentence("same");
      field.after(shown);
    }
    if (shown) { shown.hidden = !on; }
  }

  const equal = (one, other) => one.text === other.text && one.same === other.same;

  /* What the page came with, whatever the browser filled in on its own */
  function rendered(field) {
    if (field.type === "checkbox") { return { text: field.defaultChecked ? "1" : "", same: false }; }
    if (field.tagName === "SELECT") {
      const chosen = [...field.options].find((option) => option.defaultSelected) || field.options[0];
      return { text: chosen ? chosen.value : "", same: false };
    }
    const same = sameOf(field);
    return { text: field.defaultValue, same: Boolean(same && same.value) };
  }

  function go(field) {
    if (!field) { return false; }
    field.focus();
    field.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (isLine(field)) { field.select(); }
    return true;
  }

  /* The next cell of the column, through every table of the page */
  function vertical(field, step) {
    const column = cells().filter((each) => kind(each) === kind(field) && isSeen(each));
    return column[column.indexOf(field) + step];
  }

  function horizontal(field, step) {
    const line = cells(lineOf(field)).filter(isSeen);
    return line[line.indexOf(field) + step];
  }

  function isAtEnd(field, step) {
    if (field.type === "checkbox") { return true; }
    const { selectionStart: from, selectionEnd: to, value } = field;
    const isWhole = from === 0 && to === value.length;
    if (isWhole) { return true; }
    return from === to && (step < 0 ? from === 0 : to === value.length);
  }

  /* Whether the key was a move. Areas and lists of choices keep their own keys. */
  function move(event) {
    const field = event.target;
    if (!isCell(field) || field.tagName !== "INPUT" || event.altKey || event.ctrlKey || event.metaKey) { return false; }
    if (event.key === "Enter") {
      go(vertical(field, event.shiftKey ? -1 : 1));
      return true;
    }
    if (event.shiftKey || field.type === "date") { return false; }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      go(vertical(field, event.key === "ArrowUp" ? -1 : 1));
      return true;
    }
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      const step = event.key === "ArrowLeft" ? -1 : 1;
      return isAtEnd(field, step) && go(horizontal(field, step));
    }
    return false;
  }

  return {
    form, sentence, say, kind, key, named, lineOf, isCell, isLine, isLocked, isSeen, cells, columns, label,
    read, write, mark, equal, rendered, go, move, vertical, horizontal,
  };
})();
