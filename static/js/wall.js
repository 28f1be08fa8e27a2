/* The wall: one slide after the other, and the page fetched anew every minute. What was there
   stays there when the server cannot be reached. */
"use strict";
(() => {
  const body = document.body;
  const slides = document.getElementById("wall-slides");
  const state = document.getElementById("wall-state");
  const dots = document.getElementById("wall-place");
  const keys = document.getElementById("wall-keys");
  const pause = keys.querySelector("[aria-pressed]");
  const TURN = Number(body.dataset.seconds) * 1000;
  const REFRESH = 60000;
  const PATIENCE = 20000;
  let shown = "";  // the key of the slide on the screen
  let isPaused = false;
  let turning = 0;
  let waiting = 0;

  const all = () => Array.from(slides.querySelectorAll("[data-slide]"));

  /* Show one slide; a key that is gone falls back to the first */
  function show(key) {
    const every = all();
    const found = every.find((slide) => slide.dataset.slide === key) || every[0];
    // Fetched anew in place, a slide does not fade in again
    const isTurned = shown !== "" && shown !== found.dataset.slide;
    shown = found.dataset.slide;
    for (const slide of every) {
      slide.hidden = slide !== found;
      slide.classList.toggle("turned", isTurned && slide === found);
    }
    dots.textContent = every.map((slide) => (slide === found ? "●" : "○")).join(" ");
  }

  function step(by) {
    const every = all();
    const at = every.findIndex((slide) => slide.dataset.slide === shown);
    show(every[(at + by + every.length) % every.length].dataset.slide);
    wind();
  }

  function wind() {
    clearTimeout(turning);
    if (!isPaused) { turning = setTimeout(() => step(1), TURN); }
  }

  function setPaused(wanted) {
    isPaused = wanted;
    pause.setAttribute("aria-pressed", String(wanted));
    pause.textContent = wanted ? pause.dataset.go : pause.dataset.stop;
    body.classList.toggle("paused", wanted);
    wind();
  }

  function full() {
    if (document.fullscreenElement) { document.exitFullscreen(); return; }
    if (document.documentElement.requestFullscreen) { document.documentElement.requestFullscreen().catch(() => {}); }
  }

  function say(text, isOld) {
    if (state.textContent !== text) { state.textContent = text; }
    body.classList.toggle("lost", isOld);
  }

  /* The same page once more; only its slides are taken */
  async function refresh() {
    clearTimeout(waiting);
    waiting = setTimeout(refresh, REFRESH);
    try {
      const answer = await fetch(location.href, {
        credentials: "same-origin", cache: "no-store", redirect: "manual",
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (answer.type === "opaqueredirect" || answer.status === 403) {
        say(slides.dataset.out, true);
      } else if ([404, 410].includes(answer.status)) {
        location.reload();  // what this address showed is no longer shown: nor is its last picture
      } else if (!answer.ok) {
        say(slides.dataset.lost, true);
      } else {
        take(new DOMParser().parseFromString(await answer.text(), "text/html"));
      }
    } catch (error) {
      say(slides.dataset.lost, true);
    }
  }

  function take(page) {
    const fresh = page.getElementById("wall-slides");
    if (!fresh || !fresh.querySelector("[data-slide]")) { say(slides.dataset.lost, true); return; }
    Object.assign(slides.dataset, fresh.dataset);
    slides.replaceChildren(...fresh.children);
    document.title = page.title;
    const heading = page.querySelector(".where");
    if (heading) { document.querySelector(".where").replaceWith(heading); }
    show(shown);
    say(slides.dataset.refreshed, false);
  }

  const deeds = {
    " ": () => setPaused(!isPaused),
    ArrowRight: () => step(1),
    PageDown: () => step(1),
    ArrowLeft: () => step(-1),
    PageUp: () => step(-1),
    Home: () => { show(""); wind(); },
    f: full,
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !deeds[event.key]) { return; }
    // A button that has the focus is pressed by the space bar itself
    if (event.key === " " && event.target.closest("button, a")) { return; }
    event.preventDefault();
    deeds[event.key]();
  });
  keys.addEventListener("click", (event) => {
    const button = event.target.closest("[data-key]");
    if (button) { deeds[button.dataset.key](); }
  });

  // The pointer and the keys go when nobody has moved for a while
  let resting = 0;
  function stir() {
    body.classList.remove("still");
    clearTimeout(resting);
    resting = setTimeout(() => body.classList.add("still"), 5000);
  }
  for (const kind of ["pointermove", "pointerdown", "keydown", "focusin"]) { document.addEventListener(kind, stir); }

  keys.hidden = false;
  body.classList.add("turning");
  show("");
  wind();
  stir();
  waiting = setTimeout(refresh, REFRESH);
  window.addEventListener("online", refresh);
})();
