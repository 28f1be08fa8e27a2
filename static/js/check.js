/* The check screen: keys while an entry has the focus, what is selected, the next in view. */
(() => {
  const entries = [...document.querySelectorAll(".entry")];
  const form = document.getElementById("check");
  const chosen = document.getElementById("chosen");
  const help = document.getElementById("help");
  const keys = document.getElementById("keys");
  const typing = target => target.matches("input:not([type=checkbox]), textarea, select");
  const entryOf = element => element.closest(".entry");

  function go(entry) {
    if (!entry) return;
    entry.querySelector("a.opens").focus({ preventScroll: true });
    entry.scrollIntoView({ block: "nearest" });
  }

  function count() {
    const number = document.querySelectorAll(".pick input:checked").length;
    chosen.textContent = number ? chosen.dataset.chosen.replace("#", number) : "";
  }

  function toggleHelp() {
    keys.hidden = !keys.hidden;
    help.setAttribute("aria-expanded", String(!keys.hidden));
  }

  const acts = {
    j: entry => go(entries[entries.indexOf(entry) + 1]),
    k: entry => go(entries[entries.indexOf(entry) - 1]),
    a: entry => entry.querySelector("button.accept")?.click(),
    r: entry => {
      entry.querySelector("details.say").open = true;
      entry.querySelector(".reason").focus();
    },
    x: entry => entry.querySelector(".pick input").click(),
    "?": toggleHelp,
  };
  acts.ArrowDown = acts.j;
  acts.ArrowUp = acts.k;

  document.addEventListener("keydown", event => {
    const entry = entryOf(event.target);
    if (!entry || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.key === "Escape") {
      const open = entry.querySelector("details.say[open]");
      if (open) { open.open = false; go(entry); }
      return;
    }
    const act = acts[event.key];
    if (!act || typing(event.target)) return;
    event.preventDefault();
    act(entry);
  });

  /* One panel at a time, and its field ready to type in */
  document.addEventListener("toggle", event => {
    if (!event.target.matches("details.say") || !event.target.open) return;
    for (const other of document.querySelectorAll("details.say[open]")) {
      if (other !== event.target) other.open = false;
    }
    event.target.querySelector(".reason").focus();
  }, true);

  /* A second click must not decide a second time */
  document.addEventListener("submit", event => {
    const question = event.submitter?.dataset.confirm;
    if (event.target.dataset.sent || (question && !window.confirm(question))) {
      event.preventDefault();
      return;
    }
    event.target.dataset.sent = "1";
  });
  window.addEventListener("pageshow", () => {
    for (const sent of document.querySelectorAll("form[data-sent]")) delete sent.dataset.sent;
  });

  if (form) {
    help.hidden = false;
    help.addEventListener("click", toggleHelp);
    document.addEventListener("change", event => {
      if (event.target.matches(".pick input")) count();
    });
    count();
  }
  /* Going to a fragment takes the focus away once the page has loaded */
  window.addEventListener("load", () => setTimeout(() => {
    const wrong = document.getElementById("wrong");
    if (wrong) wrong.focus();
    else go(document.querySelector(".entry:target") || entries[0]);
  }));
})();
