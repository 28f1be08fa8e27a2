/* The chart library writes a style for maps, which no page here has and our policy refuses; it
   does not when an element with this name exists. A test holds the name against the library. */
"use strict";
(() => {
  const taken = document.createElement("template");
  taken.id = "9f215cf04c5486422605d13261cb87401f4e7763b6296af81e98efbc0130da53";
  document.head.append(taken);
})();
