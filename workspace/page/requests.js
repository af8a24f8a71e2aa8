/** The list of everything that went between the workspace and the app. */
import { get } from "./api.js";
import { coalesced, h } from "./dom.js";
import { closesOnEscape, panelHead } from "./panels.js";
import { failed, requestNode, sayable } from "./request.js";

const MOST = 500;
const PAGE = 200;

export class RequestsPanel {
  #last = 0;

  /** @param {import("./store.js").Store} store @param {() => void} onClose */
  constructor(store, onClose) {
    this.store = store;
    this.list = h("ol", { class: "requests" });
    this.load = coalesced(() => this.#load());
    const about = h("p", { class: "topic" }, "To the app, and its calls to the Web API");
    const label = "Requests and calls, newest first";
    this.none = h("p", { class: "empty", hidden: true }, "Nothing like that yet.");
    const scroll = { class: "request-scroll", tabindex: "0", role: "region", "aria-label": label };
    this.node = h(
      "section",
      { class: "panel", "aria-label": "Requests", hidden: true },
      panelHead("Requests", about, "Close requests", onClose),
      this.#filters(),
      h("div", scroll, this.list, this.none),
    );
    closesOnEscape(this.node, onClose);
    store.on("requests", () => !this.node.hidden && this.load());
  }

  #filters() {
    const filter = () => this.#filter();
    this.query = h("input", {
      type: "search",
      class: "text-field",
      placeholder: "Filter by name, error or content",
      "aria-label": "Filter requests",
      on: { input: filter },
    });
    this.onlyFailed = h("input", { type: "checkbox", on: { change: filter } });
    const failures = h("label", { class: "choice" }, this.onlyFailed, "Only what failed");
    return h("div", { class: "request-filter" }, this.query, failures);
  }

  async open() {
    this.node.hidden = false;
    await this.load();
  }

  hide() {
    this.node.hidden = true;
  }

  /** Opens one entry of the log. */
  async point(number) {
    this.query.value = "";
    this.onlyFailed.checked = false;
    await this.open();
    this.#filter();
    const details = this.list.querySelector(`[data-n="${number}"]`);
    if (!details) return;
    details.open = true;
    details.scrollIntoView({ block: "center" });
    details.querySelector("summary").focus();
  }

  async #load() {
    const query = `after=${this.#last}&limit=${PAGE}`;
    const answer = await this.store.attempt(() => get(`/control/requests?${query}`));
    if (!answer) return;
    if (answer.last < this.#last) this.list.replaceChildren(); // the workspace began anew
    this.#last = answer.last;
    this.list.prepend(...answer.requests.map((item) => this.#node(item)).reverse());
    while (this.list.children.length > MOST) this.list.lastElementChild.remove();
    this.#filter();
  }

  #node(item) {
    const node = requestNode(item, this.store.directory.zone);
    node.said = sayable(item);
    node.classList.toggle("failed", failed(item));
    return node;
  }

  #filter() {
    const wanted = this.query.value.trim().toLowerCase();
    let shown = 0;
    for (const node of this.list.children) {
      const fits =
        node.said.includes(wanted) && (!this.onlyFailed.checked || node.matches(".failed"));
      node.hidden = !fits;
      if (fits) shown += 1;
    }
    this.none.hidden = shown > 0;
  }
}
