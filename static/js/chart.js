/* The chart of a series. Figures come as data; colours from the page's variables, so that light,
   dark and paper each have their own. */
"use strict";
(() => {
  const place = document.getElementById("chart");
  const data = document.getElementById("chart-data");
  if (!place || !data || !window.Plotly) { return; }
  const chart = JSON.parse(data.textContent);
  const NARROW = 560;
  const state = { figure: "total", lastYear: true };
  /* Plain colours with alpha: the fan lies beneath the lines */
  function faint(colour, alpha = "33") {
    return /^#[0-9a-f]{6}$/i.test(colour) ? colour + alpha : colour;
  }

  function colours() {
    const style = getComputedStyle(document.documentElement);
    const of = (name) => style.getPropertyValue(`--${name}`).trim();
    return {
      actual: of("accent"), fan: of("accent"), likely: of("accent"), target: of("ink"), pace: of("neutral-text"), last_year: of("neutral"), past: of("neutral"), rest: of("ink"),
      ink: of("ink"), muted: of("neutral-text"), rule: of("rule"), surface: of("surface"),
    };
  }

  function font(colour) {
    return { family: getComputedStyle(document.body).fontFamily, size: 12, color: colour };
  }

  function painted() {
    const figure = JSON.parse(JSON.stringify(chart[state.figure]));
    const colour = colours();
    for (const trace of figure.data) {
      if (trace.meta === "fan") { trace.fillcolor = faint(colour.actual); }
      if (trace.line) { trace.line.color = colour[trace.meta]; }
      if (trace.meta === "needed") {
        trace.marker = { color: "rgba(0,0,0,0)", line: { color: colour.ink, width: 1.5 } };
      } else if (trace.meta === "change") {
        /* Computed, not published: never as solid as a figure */
        trace.marker = { color: faint(colour.actual), line: { color: colour.actual, width: 1.2 } };
      } else if (trace.meta === "mark") {
        trace.marker.color = colour.ink;
        trace.marker.line.color = colour.ink;
      } else if (trace.marker || trace.type === "bar") {
        trace.marker = { ...trace.marker, color: colour[trace.meta] };
      }
      if (trace.meta === "last_year" && !state.lastYear) { trace.visible = false; }
      trace.hoverlabel = { bgcolor: colour.surface, bordercolor: colour.rule, font: font(colour.ink) };
    }
    const layout = figure.layout;
    if (window.matchMedia("print").matches) { layout.width = place.clientWidth; } // paper is not resized
    layout.font = font(colour.muted);
    layout.paper_bgcolor = colour.surface;
    layout.plot_bgcolor = colour.surface;
    layout.modebar = { bgcolor: colour.surface, color: colour.muted, activecolor: colour.actual };
    layout.xaxis.linecolor = colour.ink;
    layout.xaxis.showline = true;
    layout.yaxis.gridcolor = colour.rule;
    for (const label of layout.annotations || []) {
      label.font = { ...font(colour.ink), size: (label.font && label.font.size) || 12 };
      if (label.showarrow) {
        label.arrowcolor = colour.muted;
        label.bgcolor = colour.surface;
        label.hoverlabel = { bgcolor: colour.surface, bordercolor: colour.rule, font: font(colour.ink) };
      }
    }
    if (place.clientWidth < NARROW) {
      Object.assign(layout.title, { xref: "container", x: 0.02, y: 0.9, yanchor: "top" }); // beneath the buttons
      layout.margin.t = 64;
      const axis = layout.xaxis;
      const few = (_each, index, all) => all.length <= 6 || (all.length - 1 - index) % 2 === 0;
      axis.tickvals = axis.tickvals.filter(few);
      axis.ticktext = axis.ticktext.filter(few);
    }
    if (place.clientWidth < NARROW && layout.annotations) {
      /* No room beside the drawing: the labels stand on their lines */
      layout.margin.r = 12;
      /* Amounts grow from the left, so that is where there is room above a line */
      const aside = layout.yaxis.rangemode === "tozero" ? { x: 0, xanchor: "left" } : { x: 1, xanchor: "right" };
      for (const label of layout.annotations.filter((each) => each.xref === "paper")) {
        const yanchor = label.yshift < 0 ? "top" : "bottom";
        const bgcolor = faint(colour.surface, "cc"); // lines and bars would run through it
        Object.assign(label, { ...aside, xshift: 0, yshift: 0, yanchor, align: aside.xanchor, bgcolor });
      }
    }
    return figure;
  }

  function draw() {
    for (const each of document.querySelectorAll("[data-only]")) {
      each.hidden = !each.dataset.only.split(" ").includes(state.figure);
    }
    const figure = painted();
    return window.Plotly.react(place, figure.data, figure.layout, chart.config);
  }

  const figure = painted();
  window.Plotly.newPlot(place, figure.data, figure.layout, chart.config).then(() => {
    place.dataset.drawn = "yes";
  });

  const switches = document.getElementById("chart-switches");
  switches.hidden = false;
  switches.addEventListener("change", (event) => {
    if (event.target.name === "figure") { state.figure = event.target.value; }
    if (event.target.name === "last_year") { state.lastYear = event.target.checked; }
    draw();
  });

  for (const query of ["(prefers-color-scheme: dark)", "print", `(max-width: 719px)`]) {
    window.matchMedia(query).addEventListener("change", () => {
      draw().then(() => window.Plotly.Plots.resize(place)); // back from paper to the width of the page
    });
  }
})();
