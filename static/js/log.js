/* The logging grid: keys, and the server's preview of computed cells. No arithmetic here, and
   everything works without it. */
"use strict";
(() => {
  const form = document.getElementById("grid");
  if (!form) { return; }
  const unsaved = document.getElementById("unsaved");
  const said = document.getElementById("said");
  const PAUSE = 350;
  let timer = 0;
  let latest = 0;
  let saving = false;

  const extra = (code) => form.querySelector(`[data-extra="${CSS.escape(code)}"]`);

  function column(field) {
    return field.name.slice(0, field.name.indexOf("-"));
  }

  /* Enter goes down the column, as in a spreadsheet */
  function below(field, step) {
    const kind = column(field);
    const fields = [...form.querySelectorAll(`[name^="${kind}-"]`)].filter((each) => each.type !== "hidden");
    return fields[fields.indexOf(field) + step];
  }

  function changed() {
    unsaved.textContent = form.dataset.unsaved;
    window.clearTimeout(timer);
    timer = window.setTimeout(preview, PAUSE, {});
  }

  function lineOf(code) {
    return form.querySelector(`tr.line[data-code="${CSS.escape(code)}"]`);
  }

  function compute(code, row) {
    for (const [name, text] of Object.entries(row.cells)) {
      const cell = lineOf(code).querySelector(`[data-cell="${name}"]`);
      if (cell) { cell.textContent = text; }
    }
  }

  function judge(code, row) {
    const line = lineOf(code);
    const beneath = extra(code);
    const problems = Object.values(row.problems);
    beneath.querySelector("[data-problems]").textContent = problems.join(" ");
    beneath.querySelector("[data-message]").textContent = row.message;
    const conflict = beneath.querySelector("fieldset");
    const reason = beneath.querySelector("[data-reason]");
    reason.hidden = !(row.needs_reason || conflict || reason.querySelector("input").value);
    beneath.hidden = !(problems.length || row.message || conflict || !reason.hidden);
    for (const field of line.querySelectorAll("input, textarea, select")) {
      if (field.type === "hidden") { continue; }
      if (column(field) in row.problems) {
        field.setAttribute("aria-invalid", "true");
      } else {
        field.removeAttribute("aria-invalid");
      }
    }
    line.classList.toggle("wrong", Boolean(problems.length || conflict));
    return problems;
  }

  async function preview({ judged = true } = {}) {
    const asked = ++latest;
    let answer;
    try {
      const response = await fetch(form.dataset.preview, {
        method: "POST", body: new FormData(form), credentials: "same-origin", redirect: "error",
      });
      if (!response.ok) { return; }
      answer = await response.json();
    } catch (error) {
      /* No preview: the cells appear after saving, as without script */
      return;
    }
    if (asked !== latest) { return; }
    const rows = Object.entries(answer.rows);
    rows.forEach(([code, row]) => compute(code, row));
    if (!judged) { return; }
    const problems = rows.flatMap(([code, row]) => judge(code, row));
    said.textContent = problems.join(" ");
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", () => { saving = true; });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved.textContent && !saving) { event.preventDefault(); }
  });

  form.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.key === "=" && field.dataset && field.dataset.same && !field.value) {
      event.preventDefault();
      field.value = field.dataset.same;
      changed();
    } else if (event.key === "Enter" && field.tagName === "INPUT" && !event.isComposing) {
      event.preventDefault();
      const next = below(field, event.shiftKey ? -1 : 1);
      if (next) { next.focus(); next.select(); }
    }
  });

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      const button = document.getElementById("save");
      if (button) { form.requestSubmit(button); }
    }
  });

  for (const field of form.querySelectorAll("input[data-same]")) {
    field.placeholder = form.dataset.same;
  }

  for (const button of form.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const line = button.closest("tr");
      const area = line.querySelector("textarea");
      area.value = line.querySelector("[data-earlier]").textContent;
      area.focus();
      changed();
    });
  }

  const wrong = document.getElementById("wrong");
  if (wrong) {
    /* The cells are those of the ledger; what the server said of the lines stays */
    unsaved.textContent = form.dataset.unsaved;
    wrong.focus();
    preview({ judged: false });
  }
})();
