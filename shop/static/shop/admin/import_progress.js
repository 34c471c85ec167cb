// Shows how far a product list is, once a second, and reloads the page when it is over.
const box = document.getElementById("import-progress");
const bar = box.querySelector("[data-share]");
if (bar) bar.style.width = `${bar.dataset.share}%`;

async function look() {
  const answer = await fetch(box.dataset.url, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok) return;
  const { state, label, done, total } = await answer.json();
  box.querySelector("[data-label]").textContent = label;
  box.querySelector("[data-done]").textContent = done.toLocaleString();
  bar.style.width = `${total ? Math.round((100 * done) / total) : 0}%`;
  bar.parentElement.setAttribute("aria-valuenow", done);
  if (state === "done" || state === "failed") window.location.reload();
}

if (["queued", "running"].includes(box.dataset.state)) setInterval(look, 1000);
