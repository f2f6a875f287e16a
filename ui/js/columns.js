// The order of things in a list of boxes: dragged, or moved by ↑ and ↓ on the handle. The order of the boxes is what the form
// sends, so there is nothing else to keep.
let moved;

function place(item, list, y, x) {
  const over = [...list.children].find((other) => {
    const box = other.getBoundingClientRect();
    return other !== item && y >= box.top && y <= box.bottom && x >= box.left && x <= box.right;
  });
  if (!over) return;
  const box = over.getBoundingClientRect();
  list.insertBefore(item, y > box.top + box.height / 2 ? over.nextElementSibling : over);
}

document.addEventListener("dragstart", (event) => {
  moved = event.target.closest?.("[data-sortable] > li");
  moved?.classList.add("is-moving");
});
document.addEventListener("dragover", (event) => {
  const list = event.target.closest?.("[data-sortable]");
  if (!moved || !list?.contains(moved)) return;
  event.preventDefault();
  place(moved, list, event.clientY, event.clientX);
});
document.addEventListener("dragend", () => {
  moved?.classList.remove("is-moving");
  moved = undefined;
});
document.addEventListener("keydown", (event) => {
  const item = event.target.closest?.("[data-grip]")?.closest("li");
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!item || !step) return;
  event.preventDefault();
  const other = step < 0 ? item.previousElementSibling : item.nextElementSibling;
  if (!other) return;
  other[step < 0 ? "before" : "after"](item);
  event.target.focus();
});
