/** A canvas at the side of its channel (https://docs.slack.dev/surfaces/canvases). */
import { h } from "./dom.js";
import { markdown } from "./markdown.js";
import { closesOnEscape, panelHead } from "./panels.js";
import { goTo } from "./route.js";

export class CanvasPanel {
  #mark = null;

  /** @param {import("./store.js").Store} store */
  constructor(store) {
    this.store = store;
    this.title = h("p", { class: "topic" });
    this.body = h("div", { class: "canvas-body rich-text" });
    this.empty = h("p", { class: "empty" });
    const close = () => goTo({ channel: this.channel.id });
    const scroll = {
      class: "canvas-scroll",
      tabindex: "0",
      role: "region",
      "aria-label": "Canvas text",
    };
    this.node = h(
      "section",
      { class: "panel", "aria-label": "Canvas", hidden: true },
      panelHead("Canvas", this.title, "Close canvas", close),
      h("div", scroll, this.body, this.empty),
    );
    closesOnEscape(this.node, close);
  }

  /** @param {object} channel as it was read @param {string} id of the canvas */
  show(channel, id) {
    this.channel = channel;
    const opened = this.node.hidden;
    this.node.hidden = false;
    const canvas = channel.canvases?.find((item) => item.id === id);
    this.title.textContent = canvas ? canvas.title || `#${channel.name}` : "";
    this.empty.hidden = Boolean(canvas?.markdown);
    this.empty.textContent = this.#why(canvas);
    this.#write(canvas?.markdown ?? "");
    if (opened) this.node.querySelector("button").focus();
  }

  #why(canvas) {
    if (this.channel.loading) return "Loading…";
    return canvas ? "Nothing is written here yet." : "You may not read this canvas, or it is gone.";
  }

  #write(text) {
    const { directory } = this.store;
    const mark = `${directory.version} ${text}`;
    if (mark !== this.#mark)
      this.body.replaceChildren(...markdown(text, directory).filter(Boolean));
    this.#mark = mark;
  }

  hide() {
    this.node.hidden = true;
  }
}
