/* The filters send themselves; ← and → step through the months. */
(function () {
  "use strict";
  var form = document.getElementById("filters");
  var details = form.closest("details");
  if (window.matchMedia("(max-width: 719px)").matches) { details.open = false; }
  form.addEventListener("change", function (event) {
    if (event.target.name === "place") {
      // Another place opens where it opens; its year, month and units are not ours to choose
      window.location.assign(form.action + "?place=" + encodeURIComponent(event.target.value));
      return;
    }
    if (event.target.name === "year") { form.elements.as_of.disabled = true; }
    form.requestSubmit();
  });
  form.addEventListener("submit", function () {
    Array.prototype.forEach.call(form.elements, function (field) {
      if (!field.value) { field.disabled = true; }
    });
  });
  window.addEventListener("pageshow", function () {
    Array.prototype.forEach.call(form.elements, function (field) { field.disabled = false; });
  });
  document.addEventListener("keydown", function (event) {
    var inField = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (inField || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) { return; }
    var link = event.key === "ArrowLeft" ? document.getElementById("earlier")
      : event.key === "ArrowRight" ? document.getElementById("later") : null;
    if (link) { window.location.assign(link.href); }
  });
})();
