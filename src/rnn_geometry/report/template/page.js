"use strict";
// Each view is drawn when it comes near the window; until then, and where it cannot be drawn, its flat picture stands there.

const STEP = Math.PI / 18;
const SCALE = { "+": 1 / 1.15, "-": 1.15 };

function turned(eye, key) {
  const [radius, height] = [Math.hypot(eye.x, eye.y), eye.z];
  const length = Math.hypot(radius, height);
  const turn = { ArrowLeft: STEP, ArrowRight: -STEP }[key] ?? 0;
  const rise = { ArrowUp: STEP, ArrowDown: -STEP }[key] ?? 0;
  const angle = Math.atan2(eye.y, eye.x) + turn;
  const tilt = Math.max(-1.5, Math.min(1.5, Math.atan2(height, radius) + rise));
  const far = length * (SCALE[key] ?? 1);
  return { x: far * Math.cos(tilt) * Math.cos(angle), y: far * Math.cos(tilt) * Math.sin(angle), z: far * Math.sin(tilt) };
}

function move(canvas, first, key) {
  const camera = key === "0" ? structuredClone(first) : canvas._fullLayout.scene._scene.getCamera();
  if (key !== "0") camera.eye = turned(camera.eye, key);
  return Plotly.relayout(canvas, { "scene.camera": camera });
}

function listen(view, canvas, first) {
  const keys = [...view.querySelectorAll("[data-key]")].map((button) => button.dataset.key);
  canvas.addEventListener("keydown", (event) => {
    const key = event.key === "=" ? "+" : event.key;
    if (!keys.includes(key) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    move(canvas, first, key);
  });
  for (const button of view.querySelectorAll("[data-key]")) {
    button.addEventListener("click", () => move(canvas, first, button.dataset.key));
  }
  for (const box of view.querySelectorAll("[data-group]")) {
    box.addEventListener("change", () => {
      const traces = canvas.data.flatMap((trace, i) => (trace.legendgroup === box.dataset.group ? [i] : []));
      if (traces.length) Plotly.restyle(canvas, { visible: box.checked }, traces);
    });
  }
}

async function draw(view) {
  const { data, layout } = JSON.parse(view.querySelector("script").textContent);
  const canvas = view.querySelector(".canvas");
  const first = structuredClone(layout.scene.camera);
  view.classList.add("drawn"); // the canvas needs its size before it can be filled
  await Plotly.newPlot(canvas, data, layout, { displayModeBar: false, displaylogo: false, responsive: true, scrollZoom: false });
  if (!canvas.querySelector("canvas") || canvas.querySelector(".no-webgl")) throw new Error("no WebGL");
  listen(view, canvas, first);
  view.dataset.ready = "true";
}

const watcher = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      watcher.unobserve(target);
      draw(target).catch((error) => {
        target.classList.remove("drawn");
        target.dataset.ready = "false";
        console.warn(`${target.id} stays a flat picture: ${error.message}`);
      });
    }
  },
  { rootMargin: "300px" },
);
for (const view of document.querySelectorAll(".view")) watcher.observe(view);
