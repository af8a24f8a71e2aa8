/** A menu that opens at a button. */
import { h, uniqueId } from "./dom.js";
import { itemFor } from "./keyboard.js";
import { hang } from "./popup.js";

/**
 * @typedef {object} MenuItem
 * @property {string} label
 * @property {string} [hint] a second, quieter line
 * @property {string} [href] makes it a link
 * @property {boolean} [disabled]
 * @property {() => void} [choose]
 * @property {object} [data] data- attributes
 */

let closeOpen = null;

function itemNode(item, close) {
  const props = {
    role: "menuitem",
    tabindex: "-1",
    class: "menu-item",
    data: item.data,
    "aria-disabled": item.disabled ? "true" : undefined,
  };
  const choose = () => {
    if (item.disabled) return;
    close();
    item.choose?.();
  };
  const content = [
    h("span", { class: "menu-label" }, item.label),
    item.hint && h("span", { class: "menu-hint" }, item.hint),
  ];
  if (item.href) return h("a", { ...props, href: item.href }, content);
  return h("button", { ...props, type: "button", on: { click: choose } }, content);
}

function onKey(event, menu, close) {
  const items = [...menu.querySelectorAll("[role=menuitem]")];
  const next = itemFor(event, items, document.activeElement) ?? byLetter(event, items);
  if (next) next.focus();
  else if (event.key === "Escape" || event.key === "Tab") close();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function byLetter(event, items) {
  if (event.key.length !== 1 || event.key === " ") return undefined;
  return items.find((item) => item.textContent.toLowerCase().startsWith(event.key.toLowerCase()));
}

/** Opens a menu at `button`, with the focus on its first item. */
export function openMenu(button, items, { label, align = "start" }) {
  closeOpen?.();
  const menu = h("div", {
    role: "menu",
    class: "popup menu",
    id: uniqueId("menu"),
    "aria-label": label,
  });
  const close = () => {
    closeOpen = null;
    takeAway();
    button.setAttribute("aria-expanded", "false");
    button.focus();
  };
  menu.append(...items.map((item) => itemNode(item, close)));
  menu.addEventListener("keydown", (event) => onKey(event, menu, close));
  const takeAway = hang(button, menu, { align }, close);
  closeOpen = close;
  button.setAttribute("aria-expanded", "true");
  menu.querySelector("[role=menuitem]")?.focus();
}

/** A button that opens a menu made when it is pressed. */
export function menuButton(props, content, label, makeItems, align = "start") {
  const toggle = (event) => {
    const button = event.currentTarget;
    if (button.getAttribute("aria-expanded") === "true") closeOpen?.();
    else openMenu(button, makeItems(), { label, align });
  };
  return h(
    "button",
    {
      type: "button",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "aria-label": label,
      ...props,
      on: { click: toggle },
    },
    content,
  );
}
