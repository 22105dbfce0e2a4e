// Draws the charts of a report. Everything that comes from a log arrives as JSON data: nothing here
// builds code or markup from it. `ast: true` has Vega interpret expressions instead of compiling
// them, so that the page's policy can forbid evaluation.
"use strict";

(() => {
  const plates = JSON.parse(document.getElementById("plates").textContent);
  const views = new Map();

  const options = {
    ast: true,
    renderer: "svg",
    tooltip: { theme: "report" },
    actions: false,
  };

  function sameDomain(a, b) {
    return a === b || (a && b && a[0] === b[0] && a[1] === b[1]);
  }

  /** Whether a chart has a rule that reads off the place nearest to the pointer. */
  function readsOff(plate) {
    return plate.spec.params.some(({ name }) => name === "crosshair");
  }

  /** Charts on the same axis zoom together. */
  function zoomAll(axis, domain) {
    for (const { view, plate } of views.values()) {
      if (plate.axis === axis && !sameDomain(view.signal("zoom_x"), domain)) {
        view.signal("zoom_x", domain).runAsync();
      }
    }
  }

  /** Charts on the same axis show the same place. */
  function point(from, axis) {
    const chosen = from.data("crosshair_store");
    for (const { view, plate } of views.values()) {
      if (view === from || plate.axis !== axis || !readsOff(plate)) continue;
      view.data("crosshair_store", chosen).runAsync();
    }
  }

  async function draw(plate) {
    const host = document.getElementById(plate.id);
    // Vega names the element that it draws into; the host keeps its own role and description.
    const canvas = host.appendChild(document.createElement("div"));
    canvas.style.width = "100%";
    const { view } = await vegaEmbed(canvas, plate.spec, options);
    views.set(plate.id, { view, plate });
    if (readsOff(plate))
      view.addDataListener("crosshair_store", () => {
        if (host.matches(":hover")) point(view, plate.axis);
      });
    view.addSignalListener("zoom_x", (_, domain) => {
      zoomAll(plate.axis, domain);
      for (const button of document.querySelectorAll("[data-reset]")) button.hidden = !domain;
    });
  }

  /** The number and the parts of a key observation stand out in all charts; "" lets none do so. */
  function choose(number) {
    for (const { view } of views.values()) view.signal("chosen", number).runAsync();
    for (const button of document.querySelectorAll("[data-reset]")) button.hidden = !number;
  }

  /** A key observation's link goes to its chart and zooms to its place. */
  function show(link) {
    const { plate } = views.get(link.dataset.chart) ?? {};
    if (!plate) return;
    choose(link.dataset.show);
    const domain = plate.windows[link.dataset.show];
    if (domain) zoomAll(plate.axis, domain);
  }

  /** The chart as a picture, as large as it stands here; PNG with two pixels for each. */
  async function save(button) {
    const { view } = views.get(button.dataset.chart) ?? {};
    if (!view) return;
    const kind = button.dataset.save;
    const link = document.createElement("a");
    link.href = await view.toImageURL(kind, kind === "png" ? 2 : 1);
    link.download = `${button.dataset.name}.${kind}`;
    link.click();
  }

  document.addEventListener("click", (event) => {
    const picture = event.target.closest("[data-save]");
    if (picture) save(picture);
    const link = event.target.closest("[data-show]");
    if (link) show(link);
    const reset = event.target.closest("[data-reset]");
    if (!reset) return;
    for (const axis of new Set(plates.map((p) => p.axis))) zoomAll(axis, null);
    choose("");
  });

  Promise.all(plates.map(draw)).then(() => document.body.setAttribute("data-drawn", plates.length));
})();
