/* On a phone the filters wait folded; an empty filter stays out of the address. */
(function () {
  "use strict";
  var details = document.querySelector(".choose-more");
  if (window.matchMedia("(max-width: 719px)").matches) { details.open = false; }
  var form = details.querySelector("form");
  form.addEventListener("submit", function () {
    Array.prototype.forEach.call(form.elements, function (field) {
      if (!field.value) { field.disabled = true; }
    });
  });
  window.addEventListener("pageshow", function () {
    Array.prototype.forEach.call(form.elements, function (field) { field.disabled = false; });
  });
})();
