/** The list that messages stand in, with lines between days and before what is new. */
import { dayLine, isoDay } from "./dates.js";
import { h, keepingFocus, reconcile } from "./dom.js";
import { moveTabStop, rovingFocus } from "./keyboard.js";
import { messageNode, momentOf, repliesText } from "./message.js";

const TOGETHER_MS = 5 * 60_000;
const NEAR_END_PX = 80;

export class MessageList {
  #surfaces = new Map();

  /**
   * @param {import("./store.js").Store} store
   * @param {{label: string, thread: boolean}} options
   */
  constructor(store, { label, thread }) {
    this.store = store;
    this.thread = thread;
    this.list = h("ol", { class: "messages" });
    this.empty = h("p", { class: "empty" });
    this.earlier = h(
      "button",
      {
        type: "button",
        class: "plain earlier",
        hidden: true,
        data: { focus: `earlier/${label}` },
        on: { click: () => this.#reachBack() },
      },
      "Show earlier messages",
    );
    this.node = h(
      "div",
      { class: "message-scroll", role: "log", "aria-label": label, tabindex: "0" },
      this.empty,
      this.earlier,
      this.list,
    );
    rovingFocus(this.list, "li.message");
    this.place = null;
  }

  /** Shows messages of a channel. @param {{channel: object, messages: object[], newFrom?: string}} content */
  show({ channel, messages, newFrom }) {
    const place = `${channel.id}/${this.thread ? messages[0]?.ts : ""}`;
    const arrived = place !== this.place;
    const toEnd = this.node.scrollHeight - this.node.scrollTop;
    const atEnd = arrived || toEnd - this.node.clientHeight < NEAR_END_PX;
    const grown = !arrived && messages[0]?.ts < this.first;
    if (arrived) this.#surfaces.clear();
    Object.assign(this, { place, first: messages[0]?.ts });
    keepingFocus(() => this.#fill(this.#items(channel, messages, newFrom)));
    this.empty.hidden = messages.length > 0;
    this.empty.textContent = channel.loading ? "Loading…" : "Nothing has been written here yet.";
    this.earlier.hidden = this.thread || !channel.earlier;
    if (atEnd) this.node.scrollTop = this.node.scrollHeight;
    else if (grown) this.node.scrollTop = this.node.scrollHeight - toEnd;
    if (!this.list.querySelector('li.message[tabindex="0"]'))
      moveTabStop(this.list, "li.message", [...this.list.querySelectorAll("li.message")].at(-1));
  }

  async #reachBack() {
    this.earlier.setAttribute("aria-busy", "true");
    await this.store.reachBack();
    this.earlier.removeAttribute("aria-busy");
  }

  #items(channel, messages, newFrom) {
    const { directory } = this.store;
    const pins = new Set((channel.pins ?? []).map(({ ts }) => ts));
    const items = [];
    let before = null;
    for (const message of messages) {
      const day = isoDay(momentOf(message), directory.zone);
      if (!this.thread && (!before || before.day !== day))
        items.push({
          kind: "day",
          key: `day-${day}`,
          text: dayLine(momentOf(message), directory.zone, directory.now()),
        });
      if (message.ts === newFrom) items.push({ kind: "new", key: "new" });
      if (this.thread && before && before.message === messages[0])
        items.push({ kind: "replies", key: "replies", text: repliesText(messages.length - 1) });
      items.push({
        kind: "message",
        key: `${message.ts}${message.ephemeral ? "-own" : ""}`,
        channel: channel.id,
        message,
        pinned: pins.has(message.ts),
        together:
          goesWith(before?.message, message) &&
          before.day === day &&
          message.ts !== newFrom &&
          !(this.thread && before.message === messages[0]),
      });
      before = { message, day };
    }
    return items;
  }

  #fill(items) {
    reconcile(this.list, items, {
      key: ({ key }) => key,
      mark: (item) => JSON.stringify([item, this.store.directory.version]),
      make: (item, old) => this.#make(item, old),
    });
  }

  #make(item, old) {
    if (item.kind === "day") return h("li", { class: "day-line" }, h("span", {}, item.text));
    if (item.kind === "replies") return h("li", { class: "replies-line" }, item.text);
    if (item.kind === "new") return h("li", { class: "new-line" }, h("span", {}, "New"));
    return this.#message(item, old);
  }

  #message(item, old) {
    const surface = this.#surface(item.channel, item.message.ts);
    return messageNode(item, { store: this.store, thread: this.thread, surface }, old);
  }

  #surface(channel, ts) {
    const key = `${channel}/${ts}`;
    if (!this.#surfaces.has(key)) {
      this.#surfaces.set(key, this.store.surface("message", { channel, ts }));
    }
    return this.#surfaces.get(key);
  }
}

/** Whether a message follows closely on one of the same author, so that the name need not be said again. */
function goesWith(before, message) {
  if (!before || before.ephemeral || message.ephemeral) return false;
  const same = before.user === message.user && (before.username ?? "") === (message.username ?? "");
  return same && momentOf(message) - momentOf(before) < TOGETHER_MS;
}
