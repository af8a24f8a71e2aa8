/** A channel or direct message: its heading, messages and composer; and the thread beside it. */
import { Composer } from "./composer.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { menuButton } from "./menu.js";
import { link, mrkdwn } from "./mrkdwn.js";
import { MessageList } from "./messages.js";
import { closesOnEscape, panelHead } from "./panels.js";
import { goTo } from "./route.js";

const isReply = (message) => message.thread_ts && message.thread_ts !== message.ts;

/** The messages that stand in the channel itself. */
export function topLevel(channel) {
  return channel.messages.filter((message) => !isReply(message) || message.broadcast);
}

/** A thread: its first message and the replies. */
export function threadOf(channel, ts) {
  return channel.messages.filter((message) => message.ts === ts || message.thread_ts === ts);
}

function closedBecause(channel) {
  if (channel.archived) return "This channel is archived.";
  if (channel.member === false) return "You are not a member of this channel.";
  return null;
}

/** Messages and composer, for a channel or for the app's messages tab. */
export class Conversation {
  #newFrom = null;

  constructor(store) {
    this.store = store;
    this.list = new MessageList(store, { label: "Messages", thread: false });
    this.composer = new Composer(store, { thread: false });
    this.node = h("div", { class: "conversation" }, this.list.node, this.composer.node);
    document.addEventListener("visibilitychange", () => this.#markRead());
  }

  /** @param {object} channel as the person sees it @param {string} name how to address it */
  show(channel, name) {
    const messages = topLevel(channel);
    if (channel.id !== this.channel?.id)
      this.#newFrom = firstUnread(messages, channel.unread, this.store.person.id);
    this.channel = channel;
    this.list.show({ channel, messages, newFrom: this.#newFrom });
    this.composer.show({ channel: channel.id, name, closed: closedBecause(channel) });
    this.#markRead();
  }

  leave() {
    this.channel = null;
  }

  #markRead() {
    if (
      this.channel?.unread > 0 &&
      document.visibilityState === "visible" &&
      this.node.checkVisibility()
    ) {
      this.store.attempt(() => this.store.person.read(this.channel.id));
    }
  }
}

function firstUnread(messages, unread, viewer) {
  const others = messages.filter((message) => message.user !== viewer);
  return unread > 0 && unread < others.length ? others.at(-unread)?.ts : null;
}

function pinsButton(channel, store) {
  if (!channel.pins?.length) return null;
  const text = (ts) => channel.messages.find((message) => message.ts === ts)?.text || "A message";
  const items = () =>
    channel.pins.map((ts) => ({
      label: short(text(ts), store.directory),
      choose: () => showMessage(ts),
    }));
  const words = channel.pins.length === 1 ? "1 pin" : `${channel.pins.length} pins`;
  return menuButton(
    { class: "quiet pins", "aria-label": undefined },
    [icon("pin"), words],
    "Pinned messages",
    items,
  );
}

function short(text, directory) {
  const plain = h("span", {}, mrkdwn(text, directory)).textContent.replace(/\s+/g, " ");
  return plain.length > 80 ? `${plain.slice(0, 79)}…` : plain;
}

function showMessage(ts) {
  const message = document.querySelector(`.conversation [data-ts="${CSS.escape(ts)}"]`);
  message?.scrollIntoView({ block: "center" });
  message?.focus({ preventScroll: true });
}

function bookmarks(channel) {
  if (!channel.bookmarks?.length) return null;
  return h(
    "ul",
    { class: "bookmarks", "aria-label": "Bookmarks" },
    channel.bookmarks.map((bookmark) => h("li", {}, link(bookmark.link, bookmark.title))),
  );
}

/** The heading of a channel: sign, name, topic, pins. */
export function channelHeading(channel, store) {
  const sign = channel.is_private ? "lock" : channel.is_ext_shared ? "shared" : "hash";
  const kind = channel.is_private
    ? "Private channel"
    : channel.is_ext_shared
      ? "Shared with other organisations"
      : null;
  const topic = channel.topic || channel.purpose;
  const notes = [kind, channel.archived && "Archived", topic].filter(Boolean).join(" · ");
  return [
    h(
      "div",
      { class: "place-title" },
      h("h1", {}, icon(sign), h("span", {}, channel.name)),
      notes && h("p", { class: "topic" }, notes),
    ),
    bookmarks(channel),
    pinsButton(channel, store),
  ];
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
    this.composer.show({ channel: channel.id, threadTs: ts, name, closed: closedBecause(channel) });
    if (opened) this.composer.focus();
  }

  hide() {
    this.node.hidden = true;
  }
}
