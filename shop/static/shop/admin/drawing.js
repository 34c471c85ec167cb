// Shows the chosen drawing beside its list.
document.addEventListener("DOMContentLoaded", () => {
  const list = document.querySelector("select[data-drawing]");
  if (!list) return;
  const picture = document.createElement("img");
  picture.alt = "";
  picture.className = "leaf-drawing";
  const folder = document.querySelector("script[src*='shop/admin/drawing']").src.replace(/shop\/admin\/drawing.*$/, "food/");
  const show = () => {
    picture.hidden = !list.value;
    if (list.value) picture.src = `${folder}${list.value}.svg`;
  };
  (list.closest(".field-icon, .form-row, div") || list.parentElement).append(picture);
  // Select2 tells jQuery only.
  window.django?.jQuery?.(list).on("change", show);
  list.addEventListener("change", show);
  show();
});
