// Turns a comma-separated text field into chips: Enter or a comma adds, Backspace in the empty field takes the last back.
// The text field itself stays the form's value.
function readTags(text) {
  return text.split(",").map((tag) => tag.trim()).filter(Boolean);
}

function dress(field) {
  const box = document.createElement("div");
  box.className = "leaf-tags";
  const list = document.createElement("ul");
  const entry = document.createElement("input");
  entry.type = "text";
  entry.placeholder = field.placeholder || "Type a word, then Enter";
  const label = document.querySelector(`label[for="${field.id}"]`);
  entry.setAttribute("aria-label", `Add to ${(label?.textContent || "the list").trim().toLowerCase()}`);
  box.append(list, entry);
  field.hidden = true;
  field.after(box);

  let tags = readTags(field.value);
  const draw = () => {
    field.value = tags.join(", ");
    field.dispatchEvent(new Event("change", { bubbles: true }));
    list.replaceChildren(
      ...tags.map((tag, at) => {
        const chip = document.createElement("li");
        const remove = document.createElement("button");
        remove.type = "button";
        remove.textContent = "×";
        remove.setAttribute("aria-label", `Remove ${tag}`);
        remove.addEventListener("click", () => {
          tags = tags.filter((_, other) => other !== at);
          draw();
          entry.focus();
        });
        chip.append(document.createTextNode(tag), remove);
        return chip;
      }),
    );
  };
  const take = (text) => {
    const known = new Set(tags.map((tag) => tag.toLowerCase()));
    for (const tag of readTags(text)) {
      if (!known.has(tag.toLowerCase())) tags.push(tag);
      known.add(tag.toLowerCase());
    }
    entry.value = "";
    draw();
  };

  entry.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && entry.value.trim()) {
      event.preventDefault();
      take(entry.value);
    } else if (event.key === "Backspace" && !entry.value && tags.length) {
      tags.pop();
      draw();
    }
  });
  entry.addEventListener("input", () => {
    if (entry.value.includes(",")) take(entry.value);
  });
  // What was typed and not confirmed counts too. (Nothing typed: drawing anew would swallow the click that takes focus.)
  entry.addEventListener("blur", () => {
    if (entry.value.trim()) take(entry.value);
  });
  box.addEventListener("click", (event) => {
    if (event.target === box || event.target === list) entry.focus();
  });
  draw();
}

document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("input[data-tags]").forEach(dress));
