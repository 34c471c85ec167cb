// Keeps the page "Pipeline" up to date, every five seconds while somebody looks at it.
const page = document.getElementById("pipeline");
const EVERY_MS = 5000;

const inTheme = (color) => {
  const name = /^var\((--[\w-]+)\)$/.exec(color ?? "")?.[1];
  return name ? getComputedStyle(document.documentElement).getPropertyValue(name).trim() : color;
};

function draw(name, { labels, datasets }) {
  const canvas = page.querySelector(`[data-chart="${name}"] canvas`);
  const chart = canvas && window.Chart?.getChart(canvas);
  if (!chart) return;
  chart.data.labels = labels;
  chart.data.datasets.forEach((shown, number) => {
    shown.data = datasets[number].data;
    shown.label = datasets[number].label;
    shown.backgroundColor = inTheme(datasets[number].backgroundColor);
    if (shown.borderColor) shown.borderColor = inTheme(datasets[number].borderColor);
  });
  chart.update("none");
  // The lag's unit follows what is drawn.
  const title = page.querySelector(`[data-title="${name}"]`);
  if (title) title.textContent = datasets[0].label;
}

let charts = null;

async function look() {
  if (document.hidden) return;
  const answer = await fetch(page.dataset.url, { headers: { Accept: "application/json" } }).catch(() => null);
  page.classList.toggle("pipe-stale", !answer?.ok);
  if (!answer?.ok) return;
  const found = await answer.json();
  for (const [name, html] of Object.entries(found.parts)) {
    const box = page.querySelector(`[data-part="${name}"]`);
    // Told anew only when it changed: screen readers read the notes aloud.
    if (box.dataset.shown !== html) {
      box.innerHTML = html;
      box.dataset.shown = html;
    }
  }
  charts = found.charts;
  redraw();
}

const redraw = () => charts && Object.entries(charts).forEach(([name, chart]) => draw(name, chart));

new MutationObserver(redraw).observe(document.documentElement, { attributeFilter: ["class"] });
document.addEventListener("visibilitychange", look);
setInterval(look, EVERY_MS);
look();
