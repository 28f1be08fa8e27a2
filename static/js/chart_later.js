/* Brings the chart library once the page, with the server's own picture, has been painted: it is
   large, and read at once it would keep even a cached page blank on a slow machine. */
"use strict";
(() => {
  const { library, chart } = document.currentScript.dataset;
  function load(address) {
    const script = document.createElement("script");
    script.src = address;
    script.async = false; // in the order they are named
    document.head.append(script);
  }
  requestAnimationFrame(() => requestAnimationFrame(() => {
    load(library);
    load(chart);
  }));
})();
