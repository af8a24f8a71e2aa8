/** Short notices at the corner: what was refused, what did not answer. */
import { h } from "./dom.js";
import { icon, iconButton } from "./icons.js";
import { frontmost } from "./popup.js";

const STAY_MS = 9000;
const MOST = 4;

export class Toasts {
  constructor() {
    this.region = h("div", { class: "toasts", role: "status", "aria-label": "Notices" });
    document.body.append(this.region);
  }

  /**
   * Shows a notice for a while; it can be dismissed before, and stays while somebody is at it.
   * @param {string} text @param {{label: string, choose: () => void}} [action]
   */
  show(text, action) {
    const away = () => toast.remove();
    const act = () => {
      away();
      action.choose();
    };
    const words = h(
      "div",
      { class: "toast-words" },
      h("p", {}, text),
      action &&
        h("button", { type: "button", class: "toast-act", on: { click: act } }, action.label),
    );
    const toast = h("div", { class: "toast" }, icon("warning"), words);
    toast.append(iconButton("close", "Dismiss notice", away));
    this.#standAbove();
    this.region.append(toast);
    while (this.region.children.length > MOST) this.region.firstElementChild.remove();
    this.#leaveLater(toast);
  }

  #leaveLater(toast) {
    setTimeout(
      () => (toast.matches(":hover, :focus-within") ? this.#leaveLater(toast) : toast.remove()),
      STAY_MS,
    );
  }

  /** An open dialog makes everything outside it inert, so the notices move into it. */
  #standAbove() {
    const host = frontmost();
    if (this.region.parentElement !== host) host.append(this.region);
  }

  /** Brings the notices back to the page before a dialog goes. */
  comeHome() {
    if (this.region.parentElement !== document.body) document.body.append(this.region);
  }
}
