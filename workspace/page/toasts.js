/** Short notices at the corner: what was refused, what did not answer. */
import { h } from "./dom.js";
import { icon, iconButton } from "./icons.js";
import { frontmost } from "./popup.js";

const STAY_MS = 9000;

export class Toasts {
  constructor() {
    this.region = h("div", { class: "toasts", role: "status", "aria-label": "Notices" });
    document.body.append(this.region);
  }

  /** Shows a notice for a while; it can be dismissed before. */
  show(text) {
    const toast = h("div", { class: "toast" }, icon("warning"), h("p", {}, text));
    const away = () => toast.remove();
    toast.append(iconButton("close", "Dismiss notice", away));
    this.#standAbove();
    this.region.append(toast);
    setTimeout(away, STAY_MS);
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
