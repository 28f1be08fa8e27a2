/* Forms that choose a view: what was not chosen is left out of the address. Those of the overview
   send themselves; ← and → step through its months. */
(function () {
  "use strict";
  function each(form, act) { Array.prototype.forEach.call(form.elements, act); }

  // What the page opened on by itself and nobody changed: the address shall follow the latest
  function isOpened(field) {
    return field.hasAttribute("data-opened") && field.options[field.selectedIndex].defaultSelected;
  }

  // A month belongs to its year, and one comparison takes the place of the other
  var drops = { year: "as_of", "with": "since" };

  function drop(field) {
    if (field.tagName === "SELECT" || field.type === "hidden") { field.disabled = true; } else { field.value = ""; }
  }

  Array.prototype.forEach.call(document.querySelectorAll("form[data-view]"), function (form) {
    form.addEventListener("change", function (event) {
      var stale = form.elements.namedItem(drops[event.target.name] || "");
      if (stale && event.target.value) { drop(stale); }
    });
    form.addEventListener("submit", function () {
      each(form, function (field) {
        if (field.name && (!field.value || isOpened(field))) { field.disabled = true; }
      });
    });
    window.addEventListener("pageshow", function () {
      each(form, function (field) { field.disabled = false; });
    });
  });

  var filters = document.getElementById("filters");
  if (!filters) { return; }
  var details = filters.closest("details");
  if (window.matchMedia("(max-width: 719px)").matches) { details.open = false; }
  filters.addEventListener("change", function (event) {
    if (event.target.name === "place") {
      // Another place opens where it opens; its year, month and units are not ours to choose
      window.location.assign(filters.action + "?place=" + encodeURIComponent(event.target.value));
      return;
    }
    // A day is typed part by part, and each part is a change
    if (event.target.type !== "date") { filters.requestSubmit(); }
  });
  document.addEventListener("keydown", function (event) {
    var inField = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (inField || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) { return; }
    var link = event.key === "ArrowLeft" ? document.getElementById("earlier")
      : event.key === "ArrowRight" ? document.getElementById("later") : null;
    if (link) { window.location.assign(link.href); }
  });
})();
