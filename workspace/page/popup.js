/** Boxes that hang at something else: menus, lists of options. They stand in the open dialog, if one is. */

const GAP = 4;

/** The dialog that is in front, or the page: whatever stands outside an open dialog cannot be used. */
export function frontmost() {
  return [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
}

/** A box stands in the dialog or landmark of what it hangs at, so that its place in the page is clear to all. */
function hostOf(anchor) {
  return anchor.closest("dialog, main, .panel, .topbar") ?? document.body;
}

/** Puts `box` below `anchor`, or above where there is more room, inside the window. */
export function placeAt(anchor, box, { align = "start", wide = false } = {}) {
  const at = anchor.getBoundingClientRect();
  if (wide) box.style.minWidth = `${at.width}px`;
  const below = window.innerHeight - at.bottom - 2 * GAP;
  const above = at.top - 2 * GAP;
  const up = below < Math.min(box.scrollHeight, 280) && above > below;
  box.style.maxHeight = `${Math.max(120, Math.min(up ? above : below, 360))}px`;
  const top = up ? at.top - GAP - box.offsetHeight : at.bottom + GAP;
  const left = align === "end" ? at.right - box.offsetWidth : at.left;
  box.style.top = `${Math.max(GAP, top)}px`;
  box.style.left = `${Math.max(GAP, Math.min(left, window.innerWidth - box.offsetWidth - GAP))}px`;
}

/**
 * Shows `box` at `anchor` and keeps it there; answers a function that takes it away again.
 * @param {(event: PointerEvent) => void} onOutside called when something else is pressed
 */
export function hang(anchor, box, options, onOutside) {
  hostOf(anchor).append(box);
  const place = () => placeAt(anchor, box, options);
  const press = (event) => {
    if (!box.contains(event.target) && !anchor.contains(event.target)) onOutside(event);
  };
  place();
  window.addEventListener("resize", place);
  document.addEventListener("scroll", place, true);
  document.addEventListener("pointerdown", press, true);
  return () => {
    window.removeEventListener("resize", place);
    document.removeEventListener("scroll", place, true);
    document.removeEventListener("pointerdown", press, true);
    box.remove();
  };
}
