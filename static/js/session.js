/* The login behind a page: whoever types is not idle, and a page that is shown again after another
   login takes on that one's token. */
"use strict";
(() => {
  const { active, person, every } = document.currentScript.dataset;
  const EVERY = Number(every) * 1000;
  let said = Date.now();

  /* The token that every form has to bring: a login changes it */
  function freshToken(token) {
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) { field.value = token; }
  }

  async function say() {
    said = Date.now();
    const answer = await fetch(active, { credentials: "same-origin", redirect: "manual", cache: "no-store" })
      .catch(() => null);  // without a connection there is nothing to keep alive
    // What one person typed is not sent in another's name
    if (answer && answer.ok && answer.headers.get("X-Person") === person) {
      freshToken(answer.headers.get("X-CSRFToken"));
    }
  }

  document.addEventListener("input", () => { if (Date.now() - said >= EVERY) { say(); } });
  window.addEventListener("pageshow", (event) => {
    const [came] = performance.getEntriesByType("navigation");
    if (event.persisted || (came && came.type === "back_forward")) { say(); }
  });
  window.Session = { freshToken };
})();
