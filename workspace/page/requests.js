/** The list of everything that went between the workspace and the app. */
import { get } from "./api.js";
import { h } from "./dom.js";
import { closesOnEscape, panelHead } from "./panels.js";

const MOST = 500;
const PAGE = 200;

const failed = ({ status, error }) => Boolean(error) || status >= 400;

function json(title, value) {
  if (value === undefined || value === null) return null;
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  return h("div", {}, h("h3", {}, title), h("pre", { tabindex: "0", "aria-label": title }, text));
}

function entry(item, zone) {
  const time = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).format(new Date(item.at));
  const way = item.direction === "to_app" ? "→ app" : "← app";
  const summary = h(
    "summary",
    {},
    h("span", { class: "request-way" }, way),
    h("span", { class: "request-name" }, item.name),
    h(
      "span",
      { class: failed(item) ? "request-status failed" : "request-status" },
      String(item.error || item.status),
    ),
    h("span", { class: "request-ms" }, `${Math.round(item.ms ?? 0)} ms`),
    h("time", { class: "request-time" }, time),
  );
  const details = h(
    "details",
    { class: "request", data: { n: String(item.n), name: item.name } },
    summary,
  );
  details.addEventListener("toggle", () => fill(details, item), { once: true });
  return h("li", {}, details);
}

function fill(details, item) {
  details.append(
    h(
      "div",
      { class: "request-body" },
      json("Sent", item.request),
      json("Answered", item.response),
    ),
  );
}

export class RequestsPanel {
  #last = 0;
  #loading = false;

  /** @param {import("./store.js").Store} store @param {() => void} onClose */
  constructor(store, onClose) {
    this.store = store;
    this.list = h("ol", { class: "requests" });
    this.onlyFailed = h("input", {
      type: "checkbox",
      on: { change: () => this.node.classList.toggle("only-failed", this.onlyFailed.checked) },
    });
    const about = h("p", { class: "topic" }, "To the app, and its calls to the Web API");
    const filter = h(
      "label",
      { class: "choice request-filter" },
      this.onlyFailed,
      "Only what failed",
    );
    const label = "Requests and calls, newest first";
    this.node = h(
      "section",
      { class: "panel", "aria-label": "Requests", hidden: true },
      panelHead("Requests", about, "Close requests", onClose),
      filter,
      h(
        "div",
        { class: "request-scroll", tabindex: "0", role: "region", "aria-label": label },
        this.list,
      ),
    );
    closesOnEscape(this.node, onClose);
    store.on("requests", () => !this.node.hidden && this.#load());
  }

  open() {
    this.node.hidden = false;
    this.#load();
  }

  hide() {
    this.node.hidden = true;
  }

  async #load() {
    if (this.#loading) return;
    this.#loading = true;
    const answer = await this.store.attempt(() =>
      get(`/control/requests?after=${this.#last}&limit=${PAGE}`),
    );
    this.#loading = false;
    if (answer) this.#add(answer.requests);
  }

  #add(items) {
    const { zone } = this.store.directory;
    for (const item of items) {
      this.#last = Math.max(this.#last, item.n);
      const node = entry(item, zone);
      node.classList.toggle("failed", failed(item));
      this.list.prepend(node);
    }
    while (this.list.children.length > MOST) this.list.lastElementChild.remove();
  }
}
