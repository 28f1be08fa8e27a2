/* Undo and redo over the cells of the grid. Within a cell that is being typed into the browser's
   own undo comes first; a paste, a correction taken, a restore is one step. */
"use strict";
(() => {
  const grid = window.LogGrid;
  if (!grid) { return; }
  const LONGEST = 200;
  const MOMENT = 60;  // milliseconds
  const done = [];
  const undone = [];
  const settled = new Map();
  let waiting = 0;  // whether the browser undoes anything is seen a moment after the key
  let native = null;  // the cell in which the browser's own undo was used last

  const settledOf = (field) => settled.get(field) || grid.rendered(field);
  const isOpen = (field) => grid.isCell(field) && !grid.equal(grid.read(field), settledOf(field));

  function push(changes) {
    done.push(changes);
    if (done.length > LONGEST) { done.shift(); }
    undone.length = 0;
  }

  /* What was typed into a cell becomes one step. Whether there was any. */
  function settle(field) {
    if (!isOpen(field)) { return false; }
    push([{ field, before: settledOf(field), after: grid.read(field) }]);
    settled.set(field, grid.read(field));
    return true;
  }

  /* Several cells at once, as one step */
  function apply(states) {
    for (const { field } of states) { settle(field); }
    const changes = states
      .map(({ field, state }) => ({ field, before: grid.read(field), after: state }))
      .filter(({ before, after }) => !grid.equal(before, after));
    if (!changes.length) { return changes; }
    push(changes);
    put(changes, "after");
    return changes;
  }

  function put(changes, side) {
    for (const change of changes) {
      grid.write(change.field, change[side]);
      // What the browser made of it: a day that is none is empty
      settled.set(change.field, grid.read(change.field));
    }
    native = null;
    grid.form.dispatchEvent(new CustomEvent("cells", { detail: changes.map((each) => each.field) }));
  }

  function step(from, to, side, name) {
    const changes = from.pop();
    if (!changes) {
      grid.say(grid.sentence(`${name}Nothing`));
      return;
    }
    to.push(changes);
    put(changes, side);
    const shown = changes.map(({ field }) => field).find(grid.isCell);
    if (shown) { grid.go(shown); }
    grid.say(grid.sentence(name, { n: changes.filter(({ field }) => grid.isCell(field)).length }));
  }

  const undo = () => step(done, undone, "before", "undone");
  const redo = () => step(undone, done, "after", "redone");

  /* Escape: the cell as it was before it was typed into. Whether there was anything to restore. */
  function restore(field) {
    if (!isOpen(field)) { return false; }
    grid.write(field, settledOf(field));
    grid.form.dispatchEvent(new CustomEvent("cells", { detail: [field] }));
    if (grid.isLine(field)) { field.select(); }
    return true;
  }

  /* Whether the key was an undo or a redo of ours; the browser's own is left to it */
  function keyed(event) {
    const letter = event.key.toLowerCase();
    const isUndo = letter === "z" && !event.shiftKey;
    const isRedo = letter === "y" || (letter === "z" && event.shiftKey);
    if (!(event.ctrlKey || event.metaKey) || event.altKey || !(isUndo || isRedo)) { return false; }
    const field = event.target;
    const isReason = field instanceof Element && field.matches("input, textarea") && !grid.isCell(field);
    if (isReason) { return false; }
    const typed = isOpen(field) && (grid.isLine(field) || field.tagName === "TEXTAREA");
    if (isUndo && typed) {
      const before = field.value;
      window.clearTimeout(waiting);
      waiting = window.setTimeout(() => { if (field.value === before && settle(field)) { undo(); } }, MOMENT);
      return false;
    }
    if (isRedo && native === field) { return false; }
    if (isUndo) { undo(); } else { redo(); }
    return true;
  }

  grid.form.addEventListener("input", (event) => {
    if (event.inputType === "historyUndo") { window.clearTimeout(waiting); native = event.target; } else if (event.inputType !== "historyRedo") { native = null; }
  });
  grid.form.addEventListener("focusout", (event) => {
    native = null;
    settle(event.target);
  });
  grid.form.addEventListener("change", (event) => { settle(event.target); });

  grid.history = { settle, apply, restore, keyed, isOpen, steps: () => done.length };
})();
