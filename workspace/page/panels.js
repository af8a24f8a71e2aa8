/** What the panels at the side have in common. */
import { h } from "./dom.js";
import { iconButton } from "./icons.js";

/** The head of a panel: title, a line below, and a button that closes it. */
export function panelHead(title, below, closeLabel, close) {
  const words = h("div", {}, h("h2", {}, title), below);
  return h("div", { class: "panel-head" }, words, iconButton("close", closeLabel, close));
}

/** Lets Escape close a panel, unless something in it has used the key. */
export function closesOnEscape(panel, close) {
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) close();
  });
}
