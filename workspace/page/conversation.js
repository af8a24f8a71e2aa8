/** A channel or direct message: its heading, messages and composer; and the thread beside it. */
import { Composer } from "./composer.js";
import { h } from "./dom.js";
import { MessageList } from "./messages.js";
import { closesOnEscape, panelHead } from "./panels.js";
import { goTo } from "./route.js";

/** A thread as it was read, or as much of it as the channel shows while it is read. */
function threadOf(channel, ts) {
  if (channel.threadTs === ts) return channel.thread;
  return (channel.messages ?? []).filter((message) => message.ts === ts);
}

/** Why nothing can be written here, and what can be done about it; null where one can write. */
function closedBecause(channel, { attempt, person }) {
  if (channel.archived) return ["This channel is archived."];
  if (channel.member) return null;
  const join = { click: () => attempt(() => person.join(channel.id)) };
  const button = h("button", { type: "button", class: "primary", on: join }, "Join channel");
  return [h("p", {}, "You are not a member of this channel."), button];
}

/** Messages and composer, for a channel or for the app's messages tab. */
export class Conversation {
  #newFrom = null;
  #readUpTo = null;

  constructor(store) {
    this.store = store;
    this.list = new MessageList(store, { label: "Messages", thread: false });
    this.composer = new Composer(store, { thread: false });
    this.node = h("div", { class: "conversation" }, this.list.node, this.composer.node);
    document.addEventListener("visibilitychange", () => this.#markRead());
  }

  /**
   * @param {object} channel as the person sees it @param {string} name how to address it
   * @param {string} [address] where the composer writes, if that is known before the channel is
   */
  show(channel, name, address = channel.id) {
    const messages = channel.messages ?? [];
    if (channel.id !== this.channel?.id)
      this.#newFrom = firstUnread(messages, channel.unread, this.store.person.id);
    this.channel = channel.loading ? null : channel;
    this.list.show({ channel, messages, newFrom: this.#newFrom });
    this.composer.show({ channel: address, name, closed: closedBecause(channel, this.store) });
    this.#markRead();
  }

  #markRead() {
    const { channel } = this;
    if (!channel?.unread || document.visibilityState !== "visible") return;
    const upTo = `${channel.id}/${channel.messages.at(-1)?.ts}`;
    if (upTo === this.#readUpTo || !this.node.checkVisibility()) return;
    this.#readUpTo = upTo;
    this.store.attempt(() => this.store.person.read(channel.id));
  }
}

function firstUnread(messages, unread, viewer) {
  const others = messages.filter((message) => message.user !== viewer);
  return unread > 0 && unread < others.length ? others.at(-unread)?.ts : null;
}

/** The panel at the side with one thread. */
export class ThreadPanel {
  constructor(store) {
    this.store = store;
    this.list = new MessageList(store, { label: "Thread", thread: true });
    this.composer = new Composer(store, { thread: true });
    this.where = h("p", { class: "topic" });
    const close = () => goTo({ channel: this.channel.id });
    this.node = h(
      "section",
      { class: "panel thread", "aria-label": "Thread", hidden: true },
      panelHead("Thread", this.where, "Close thread", close),
      this.list.node,
      this.composer.node,
    );
    closesOnEscape(this.node, close);
  }

  show(channel, ts, name) {
    const opened = this.node.hidden || ts !== this.ts;
    Object.assign(this, { channel, ts });
    this.node.hidden = false;
    this.where.textContent = name;
    this.list.show({ channel, messages: threadOf(channel, ts) });
    const closed = closedBecause(channel, this.store);
    this.composer.show({ channel: channel.id, threadTs: ts, name, closed });
    if (opened) this.composer.focus();
  }

  hide() {
    this.node.hidden = true;
  }
}
