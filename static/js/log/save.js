/* Saving: asked first whether the server can be reached and still knows who is here, so that
   nothing typed is lost to a broken connection or an expired login. */
"use strict";
(() => {
  const grid = window.LogGrid;
  if (!grid) { return; }
  const words = document.getElementById("log-words").dataset;
  const banner = document.getElementById("log-stopped");
  const PATIENCE = 15000;
  let isClear = false;
  let isAsking = false;
  let stopped = "";  // what the banner says: connection, session, person

  /* alive, connection (no answer), session (not logged in), person (somebody else is) */
  async function state() {
    let answer;
    try {
      answer = await fetch(words.alive, {
        credentials: "same-origin", redirect: "manual", cache: "no-store",
        signal: AbortSignal.timeout(PATIENCE),
      });
    } catch (error) {
      return "connection";
    }
    if (answer.status >= 500) { return "connection"; }
    if (!answer.ok) { return "session"; }
    const person = (grid.form.dataset.draftKey || "").split(":")[1];
    if (person && answer.headers.get("X-Person") !== person) { return "person"; }
    // A login since has changed the token that every form has to bring
    window.Session.freshToken(answer.headers.get("X-CSRFToken"));
    return "alive";
  }

  function show(why) {
    const isNew = stopped !== why;
    stopped = why;
    banner.hidden = !why;
    if (!why) { return; }
    const text = grid.sentence(`${why}Lost`, { n: grid.held.count() });
    banner.querySelector("p").textContent = text;
    banner.querySelector("a").hidden = why !== "session";
    if (isNew) { grid.say(text); }
  }

  /* Once more: by the button, when the network is back, when the tab is looked at again */
  async function again() {
    const was = stopped;
    const now = await state();
    if (now !== "alive") { show(now); return; }
    show("");
    if (was) { grid.say(grid.sentence("backAgain")); }
    grid.form.dispatchEvent(new CustomEvent("back"));
  }

  async function submit(button) {
    if (isAsking) { return; }
    isAsking = true;
    const found = await state();
    isAsking = false;
    if (found !== "alive") {
      show(found);
      banner.querySelector("button").focus();
      return;
    }
    show("");
    isClear = true;
    grid.form.requestSubmit(button);
  }

  grid.form.addEventListener("submit", (event) => {
    if (document.activeElement && grid.isCell(document.activeElement)) { grid.history.settle(document.activeElement); }
    if (!isClear) {
      event.preventDefault();
      submit(event.submitter);
      return;
    }
    isClear = false;
    grid.held.sending();
  });

  banner.querySelector("button").addEventListener("click", again);
  window.addEventListener("online", () => { if (stopped) { again(); } });
  window.addEventListener("offline", () => { if (grid.held.count()) { show("connection"); } });
  document.addEventListener("visibilitychange", () => { if (stopped && !document.hidden) { again(); } });

  grid.connection = { state, show, isStopped: () => Boolean(stopped), again };
})();
