/** The square beside a name. */
import { initials } from "./directory.js";
import { h } from "./dom.js";

/** A square with initials; the name stands beside it, so it is hidden from screen readers. */
export function avatar(id, name, directory) {
  const bot = id === directory.app.user_id;
  const square = h(
    "span",
    { class: bot ? "avatar avatar-app" : "avatar", "aria-hidden": "true" },
    bot ? "⇄" : initials(name),
  );
  if (!bot) square.style.setProperty("--avatar", directory.ink(id));
  return square;
}
