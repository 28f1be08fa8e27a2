// The import screen: a file dropped on its field, and how far a long file has been read.
(() => {
  "use strict";

  const drop = document.getElementById("drop");
  if (drop) {
    const input = drop.querySelector("input[type=file]");
    for (const name of ["dragover", "dragenter"]) {
      drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
    }
    for (const name of ["dragleave", "drop"]) {
      drop.addEventListener(name, () => drop.classList.remove("over"));
    }
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      if (event.dataTransfer.files.length) input.files = event.dataTransfer.files;
    });
  }

  const progress = document.getElementById("progress");
  if (!progress) return;
  const bar = document.getElementById("bar");
  const read = document.getElementById("read");
  let failures = 0;

  async function look() {
    try {
      const answer = await fetch(progress.dataset.progress, { headers: { Accept: "application/json" } });
      if ([401, 403].includes(answer.status)) {
        location.reload();  // the login has ended: its form says so
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      const now = await answer.json();
      failures = 0;
      if (now.silent || !["waiting", "reading"].includes(now.state)) {
        location.reload();
        return;
      }
      if (now.of) {
        bar.max = now.of;
        bar.value = now.read;
        read.textContent = `${now.read} / ${now.of}`;
      }
    } catch {
      // The connection is gone for a moment; the reading goes on without us
      failures += 1;
    }
    setTimeout(look, Math.min(1000 * (1 + failures), 10000));
  }
  setTimeout(look, 500);
})();
