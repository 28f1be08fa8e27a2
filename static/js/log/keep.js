/* Unsaved work: every change is held in this browser until it is saved, under the name of its
   writer, and offered again when the page comes back. Nothing is overwritten in silence: a line
   restored is saved as seen by who typed it, so the server asks when somebody changed it since. */
"use strict";
(() => {
  const grid = window.LogGrid;
  if (!grid) { return; }
  const name = grid.form.dataset.draftKey;
  const unsaved = document.getElementById("unsaved");
  const banner = document.getElementById("log-held");
  const isRefused = Boolean(document.getElementById("wrong"));
  const DAYS = 30;
  const MOST = 40;  // grids of one person held at once
  const LISTED = 50;
  let pending = {};  // held before this page was opened, not yet restored or given up
  let bases = {};  // what the ledger held, for the fields a refused page shows as typed
  let keptAt = "";
  let isLeaving = false;
  let isKeeping = Boolean(name);

  const reasons = () => [...grid.form.querySelectorAll('input[name^="reason-"]')];
  const fields = () => grid.cells().concat(reasons());
  const seenOf = (field) => grid.named(`seen-${grid.key(field)}`);
  const base = (field) => bases[field.name] || grid.rendered(field);
  const pack = ({ text, same }) => (same ? { text, same } : { text });
  const unpack = ({ text, same }) => ({ text: String(text), same: Boolean(same) });

  /* The server's "same" is a hidden field: its first value is known only now */
  const first = new Map(grid.cells().map((field) => [field, grid.rendered(field)]));
  grid.rendered = (field) => first.get(field) || { text: field.defaultValue || "", same: false };

  function changes() {
    const found = {};
    for (const field of fields()) {
      const now = grid.read(field);
      const was = base(field);
      if (grid.equal(now, was)) { continue; }
      const seen = seenOf(field);
      found[field.name] = { now: pack(now), was: pack(was), seen: seen ? seen.value : "", label: grid.label(field) };
    }
    return found;
  }

  const count = () => Object.keys({ ...pending, ...changes() }).length;

  function store(held) {
    try {
      if (held) { window.localStorage.setItem(name, JSON.stringify(held)); } else { window.localStorage.removeItem(name); }
    } catch (error) {
      // Full or forbidden: said once, and the page still asks before it is left
      if (isKeeping) { grid.say(grid.sentence("notKept")); }
      isKeeping = false;
    }
  }

  function stored() {
    try {
      const held = JSON.parse(window.localStorage.getItem(name));
      return held && typeof held.fields === "object" && held.fields ? held : null;
    } catch (error) {
      return null;
    }
  }

  function keep({ sent = false } = {}) {
    const now = changes();
    const isChanged = Object.keys(now).length > 0 || isRefused;
    unsaved.textContent = isChanged ? grid.form.dataset.unsaved : "";
    if (!isKeeping) { return; }
    const held = { ...pending, ...now };
    if (Object.keys(now).length || !keptAt) { keptAt = new Date().toISOString(); }
    const names = sent ? Object.keys(now) : [];
    store(Object.keys(held).length ? { at: keptAt, sent: names, fields: held } : null);
  }

  /* Old grids of the same person go; those of others are neither read nor shown */
  function prune() {
    const mine = name.split(":").slice(0, 2).join(":") + ":";
    const oldest = new Date();
    oldest.setDate(oldest.getDate() - DAYS);
    const found = Object.keys(window.localStorage).filter((each) => each.startsWith(mine) && each !== name);
    const dated = found.map((each) => {
      let at = "";
      try { at = String(JSON.parse(window.localStorage.getItem(each)).at); } catch (error) { at = ""; }
      return [at, each];
    }).sort().reverse();
    dated.forEach(([at, each], index) => {
      if (index >= MOST || at < oldest.toISOString()) { window.localStorage.removeItem(each); }
    });
  }

  const shown = (field, { text }) => {
    if (field && field.tagName === "SELECT") {
      const option = [...field.options].find((each) => each.value === text);
      text = option && option.value ? option.text : text;
    }
    if (field && field.type === "checkbox") { text = text ? "✓" : ""; }
    return text || grid.sentence("empty");
  };

  function item(fieldName, held) {
    const field = grid.named(fieldName);
    const line = document.createElement("li");
    const isGone = !field || grid.isLocked(field);
    const was = unpack(held.was);
    const here = field ? grid.read(field) : was;
    const isMoved = !isGone && !grid.equal(was, here);
    const sentence = isGone ? "heldGone" : isMoved ? "heldMoved" : "heldItem";
    line.textContent = grid.sentence(sentence, {
      cell: field ? grid.label(field) : held.label,
      mine: shown(field, held.now), theirs: shown(field, here), was: shown(field, was),
    });
    line.classList.toggle("moved", isMoved || isGone);
    return [isMoved || isGone, line];
  }

  function offer(at) {
    const names = Object.keys(pending);
    const items = names.map((each) => item(each, pending[each])).sort(([a], [b]) => Number(b) - Number(a));
    const moved = items.filter(([isMoved]) => isMoved).length;
    banner.querySelector("[data-said]").textContent = grid.sentence("held", {
      n: names.length, when: new Date(at).toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" }),
    });
    const warning = banner.querySelector("[data-moved]");
    warning.textContent = moved ? grid.sentence("heldWarning", { n: moved }) : "";
    banner.querySelector("ul").replaceChildren(...items.slice(0, LISTED).map(([, line]) => line));
    banner.querySelector("details").open = moved > 0;
    banner.hidden = false;
  }

  function restore() {
    const states = [];
    const typed = changes();  // what was typed since the page was opened is newer
    for (const [fieldName, held] of Object.entries(pending)) {
      const field = grid.named(fieldName);
      if (!field || grid.isLocked(field) || fieldName in typed) { continue; }
      states.push({ field, state: unpack(held.now) });
      const seen = seenOf(field);
      if (seen && seen.value !== held.seen) { states.push({ field: seen, state: { text: held.seen, same: false } }); }
    }
    pending = {};
    banner.hidden = true;
    const put = grid.history.apply(states);
    const cell = put.map(({ field }) => field).find(grid.isCell);
    if (cell) { grid.go(cell); }
    keep();
    grid.say(grid.sentence("restored", { n: put.filter(({ field }) => field.type !== "hidden").length }));
  }

  function giveUp() {
    pending = {};
    banner.hidden = true;
    keep();
    const cell = grid.cells().find(grid.isSeen);
    if (cell) { grid.go(cell); }
    grid.say(grid.sentence("givenUp"));
  }

  /* The server trims texts and writes line ends its own way */
  const isSame = (one, other) => one.same === other.same
    && one.text.replace(/\r\n/g, "\n").trim() === other.text.replace(/\r\n/g, "\n").trim();

  function open() {
    prune();
    const held = stored();
    if (!held) { return; }
    keptAt = String(held.at);
    // A page that says what was written, after a submission: what was sent is saved
    const isSaved = !isRefused && Boolean(document.querySelector(".message.success, .message.info"));
    for (const [fieldName, each] of Object.entries(held.fields)) {
      const field = grid.named(fieldName);
      if (isSaved && Array.isArray(held.sent) && held.sent.includes(fieldName)) { continue; }
      if (field && isSame(grid.read(field), unpack(each.now))) {
        // A refused page shows what was typed: what the ledger holds is what was noted before
        if (isRefused) { bases[fieldName] = unpack(each.was); }
      } else {
        pending[fieldName] = each;
      }
    }
    if (Object.keys(pending).length) { offer(keptAt); }
  }

  grid.form.setAttribute("autocomplete", "off");  // the browser does not restore on its own
  if (isKeeping) {
    try { open(); } catch (error) {
      if (!(error instanceof DOMException)) { throw error; }
      isKeeping = false;
    }
    banner.querySelector("[data-restore]").addEventListener("click", restore);
    banner.querySelector("[data-give-up]").addEventListener("click", giveUp);
  }
  keep();

  for (const kind of ["input", "change", "cells"]) {
    grid.form.addEventListener(kind, () => keep());
  }
  document.addEventListener("leave", () => { isLeaving = true; });
  window.addEventListener("pageshow", () => { isLeaving = false; });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved.textContent && !isLeaving) { event.preventDefault(); }
  });

  grid.held = {
    count,
    isLeaving: () => isLeaving,
    sending() {
      isLeaving = true;
      keep({ sent: true });
    },
  };
})();
