// The rules editor: line numbers, and a check while one types that points at the line.
const form = document.getElementById("rules-form");
const text = document.getElementById("id_yaml");
const gutter = document.getElementById("rules-lines");
const verdict = document.getElementById("rules-verdict");
const part = (name) => verdict.querySelector(`[data-${name}]`);
let badLine = Number(verdict.dataset.line) || 0;
let waiting = 0;
let latest = 0;

function number() {
  const count = text.value.split("\n").length;
  if (gutter.children.length !== count) {
    gutter.replaceChildren(...Array.from({ length: count }, () => document.createElement("li")));
  }
  [...gutter.children].forEach((line, at) => line.classList.toggle("leaf-bad-line", at + 1 === badLine));
  gutter.scrollTop = text.scrollTop;
}

function goToLine(line) {
  const lines = text.value.split("\n");
  const from = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  text.focus();
  text.setSelectionRange(from, from + (lines[line - 1] || "").length);
  const height = text.scrollHeight / lines.length;
  text.scrollTop = Math.max(0, (line - 6) * height);
}

function say({ ok, line, key, message, allowed }) {
  badLine = ok ? 0 : line;
  verdict.dataset.state = ok ? "good" : "bad";
  part("title").textContent = ok ? "All right" : `Line ${line}${key ? `: ${key}` : ""}`;
  part("message").textContent = ok ? "These rules can be put in force." : `${message[0].toUpperCase()}${message.slice(1)}.`;
  part("allowed").textContent = ok ? "" : `Allowed: ${allowed}.`;
  part("go").hidden = ok;
  number();
}

async function check() {
  const mine = (latest += 1);
  const body = new FormData();
  body.set("yaml", text.value);
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  try {
    const answer = await fetch(form.dataset.check, { method: "POST", body });
    if (answer.ok && mine === latest) say(await answer.json());
  } catch {
    // The check is a convenience; saving checks again.
  }
}

text.addEventListener("input", () => {
  number();
  clearTimeout(waiting);
  waiting = setTimeout(check, 350);
});
text.addEventListener("scroll", () => {
  gutter.scrollTop = text.scrollTop;
});
part("go").addEventListener("click", () => goToLine(badLine));
part("go").hidden = !badLine;
number();
if (badLine) goToLine(badLine);
else check();
