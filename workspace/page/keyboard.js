/** Arrow keys in lists: one of the items is in the tab order, the arrows move among them. */

const STEPS = { ArrowDown: 1, ArrowUp: -1 };

function target(items, current, key) {
  if (key === "Home") return items[0];
  if (key === "End") return items.at(-1);
  const index = items.indexOf(current);
  return items[(index + STEPS[key] + items.length) % items.length];
}

/** Answers an arrow, Home or End key with the item to go to, or undefined. */
export function itemFor(event, items, current) {
  const moves = event.key in STEPS || event.key === "Home" || event.key === "End";
  return moves && items.length ? target(items, current, event.key) : undefined;
}

/**
 * Lets the arrow keys move the focus among the elements of `container` that `selector` finds.
 * Keys pressed inside a text field are left alone.
 */
export function arrowKeys(container, selector) {
  container.addEventListener("keydown", (event) => {
    if (
      event.target.matches("input, textarea, select") ||
      event.altKey ||
      event.ctrlKey ||
      event.metaKey
    )
      return;
    const items = [...container.querySelectorAll(selector)].filter((item) =>
      item.checkVisibility(),
    );
    const next = itemFor(event, items, event.target.closest(selector));
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}

/** As {@link arrowKeys}, with only the last focused item in the tab order. */
export function rovingFocus(container, selector) {
  arrowKeys(container, selector);
  container.addEventListener("focusin", (event) => {
    const item = event.target.closest(selector);
    if (item) moveTabStop(container, selector, item);
  });
}

/** Makes `item` the one that Tab reaches. */
export function moveTabStop(container, selector, item) {
  for (const other of container.querySelectorAll(`${selector}[tabindex="0"]`)) other.tabIndex = -1;
  if (item) item.tabIndex = 0;
}
