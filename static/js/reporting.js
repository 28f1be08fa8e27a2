/* Choose every unit that owes at once; print prints. */
(function () {
  "use strict";
  var print = document.getElementById("print");
  print.hidden = false;
  print.addEventListener("click", function () { window.print(); });
  var form = document.getElementById("urge");
  var all = document.getElementById("all");
  if (!form || !all) { return; }
  var boxes = form.querySelectorAll("input[name=units]");
  if (!boxes.length) { return; }
  all.hidden = false;
  all.addEventListener("change", function () {
    Array.prototype.forEach.call(boxes, function (box) { box.checked = all.checked; });
  });
  form.addEventListener("change", function () {
    all.checked = form.querySelectorAll("input[name=units]:checked").length === boxes.length;
  });
})();
