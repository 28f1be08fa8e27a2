/* What the server says of the grid as it stands now: computed cells, problems, and the guard's
   row beneath a line. Nothing is computed here; an answer that comes too late is not looked at. */
"use strict";
(() => {
  const grid = window.LogGrid;
  if (!grid) { return; }
  const { form } = grid;
  const template = document.getElementById("guard-row");
  const PAUSE = 350;
  let timer = 0;
  let latest = 0;
  let asking = null;
  let spoken = "";

  const extraOf = (key) => form.querySelector(`[data-extra="${CSS.escape(key)}"]`);
  const rowOf = (key) => document.getElementById(`guard-${key}`);

  const ownReason = (key) => rowOf(key).querySelector('input[name^="reason-"]');

  function lineOf(key) {
    const seen = grid.named(`seen-${key}`);
    return seen && grid.lineOf(seen);
  }

  function compute(line, row) {
    for (const [name, text] of Object.entries(row.cells)) {
      const cell = line.querySelector(`[data-cell="${CSS.escape(name)}"]`);
      if (cell) { cell.textContent = text; }
    }
  }

  function judge(key, line, row) {
    const beneath = extraOf(key);
    const problems = Object.values(row.problems);
    beneath.querySelector("[data-problems]").textContent = problems.join(" ");
    beneath.querySelector("[data-message]").textContent = row.message;
    const conflict = beneath.querySelector("fieldset");
    const reason = beneath.querySelector("[data-reason]");
    const isGuarded = Boolean(rowOf(key)) && !ownReason(key);
    if (reason) { reason.hidden = !(row.needs_reason || isGuarded || conflict || reason.querySelector("input").value); }
    beneath.hidden = !(problems.length || row.message || conflict || (reason && !reason.hidden));
    for (const field of grid.cells(line)) {
      if (grid.kind(field) in row.problems) {
        field.setAttribute("aria-invalid", "true");
      } else {
        field.removeAttribute("aria-invalid");
      }
    }
    line.classList.toggle("wrong", Boolean(problems.length || conflict));
    return problems;
  }

  function describe(key, on) {
    const field = grid.named(`value-${key}`);
    if (!field) { return; }
    const ids = new Set((field.getAttribute("aria-describedby") || "").split(" ").filter(Boolean));
    if (on) { ids.add(`guard-${key}`); } else { ids.delete(`guard-${key}`); }
    field.setAttribute("aria-describedby", [...ids].join(" "));
  }

  function built(key) {
    const row = template.content.querySelector("tr").cloneNode(true);
    row.id = `guard-${key}`;
    row.dataset.key = key;
    const reason = row.querySelector('input[name^="reason-"]');
    if (reason && grid.named(`reason-${key}`)) {
      // One reason a line: the one beneath it
      reason.closest("label").remove();
    } else if (reason) {
      reason.name = `reason-${key}`;
    }
    return row;
  }

  /* One sentence a remark, each with its correction where there is one */
  function fill(row, remarks) {
    const beginning = row.querySelector(".said");
    const take = template.content.querySelector(".take");
    const parts = remarks.flatMap((remark) => {
      const said = beginning.cloneNode();
      said.textContent = remark.message;
      if (!remark.suggestion) { return [said]; }
      const button = take.cloneNode();
      button.type = "button";
      button.dataset.value = remark.suggestion;
      button.textContent = remark.label;
      return [said, button];
    });
    const place = beginning.parentElement;
    for (const old of place.querySelectorAll(".said, .take")) { if (old !== beginning) { old.remove(); } }
    beginning.replaceWith(...parts);
  }

  const isTyping = (key) => {
    const field = document.activeElement;
    return grid.isCell(field) && grid.key(field) === key && grid.kind(field) === "value" && grid.history.isOpen(field);
  };

  function guard(key, line, remarks) {
    const standing = rowOf(key);
    if (!remarks.length) {
      if (standing) { standing.remove(); }
      describe(key, false);
      return "";
    }
    // Who is still typing is not interrupted
    if (!standing && isTyping(key)) { return ""; }
    const text = remarks.map((remark) => remark.message).join(" ");
    const row = standing || built(key);
    if (row.dataset.text !== text) { fill(row, remarks); }
    row.dataset.text = text;
    if (!standing) { line.after(row); }
    describe(key, true);
    return text;
  }

  function shown(rows, judged) {
    const heard = [];
    for (const [key, row] of Object.entries(rows)) {
      const line = lineOf(key);
      if (!line) { continue; }
      compute(line, row);
      if (!judged) { continue; }
      const remarked = guard(key, line, row.guard || []);
      heard.push(...judge(key, line, row), remarked);
    }
    const text = heard.filter(Boolean).join(" ");
    if (text && text !== spoken) { grid.say(text); }
    spoken = text;
  }

  function sent() {
    asking = new AbortController();
    return fetch(form.dataset.preview, {
      method: "POST", body: new FormData(form), credentials: "same-origin", redirect: "manual",
      headers: { "X-CSRFToken": grid.named("csrfmiddlewaretoken").value }, signal: asking.signal,
    });
  }

  /* Refused: the login has ended, or another one has changed the token */
  async function answered() {
    const answer = await sent();
    if (answer.type !== "opaqueredirect" && ![401, 403].includes(answer.status)) { return answer; }
    const found = await grid.connection.state();
    if (found === "alive") { return sent(); }
    grid.connection.show(found);
    return null;
  }

  async function preview({ judged = true } = {}) {
    window.clearTimeout(timer);
    const asked = ++latest;
    if (asking) { asking.abort(); }
    let answer;
    let rows = null;
    try {
      answer = await answered();
      if (answer && answer.ok) { ({ rows } = await answer.json()); }
    } catch (error) {
      // The page that is being left takes its requests along
      if (asked === latest && !grid.held.isLeaving()) { grid.connection.show("connection"); }
      return;
    }
    if (asked !== latest || !answer) { return; }
    document.getElementById("log-unseen").hidden = answer.ok;
    if (grid.connection.isStopped()) { grid.connection.show(""); }
    if (rows) { shown(rows, judged); }
  }

  function soon() {
    window.clearTimeout(timer);
    timer = window.setTimeout(preview, PAUSE, {});
  }

  /* One click takes the correction; it is undone like anything else */
  form.addEventListener("click", (event) => {
    const button = event.target.closest(".take");
    if (!button) { return; }
    event.preventDefault();
    const field = grid.named(`value-${button.closest(".guard[data-key]").dataset.key}`);
    grid.go(field);
    grid.history.apply([{ field, state: { text: button.dataset.value, same: false } }]);
    field.select();
    grid.say(grid.sentence("taken", { value: field.value }));
  });

  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("cells", soon);
  form.addEventListener("back", () => preview());

  grid.preview = preview;
})();
