/** One message as Slack shows it, and the list that messages stand in. */
import { avatar } from "./avatar.js";
import { showBlocks } from "./blocks.js";
import { dayLine, fullMoment, isoDay, timeOf } from "./dates.js";
import { h, keepingFocus, reconcile } from "./dom.js";
import { icon } from "./icons.js";
import { moveTabStop, rovingFocus } from "./keyboard.js";
import { menuButton } from "./menu.js";
import { mrkdwn } from "./mrkdwn.js";
import { goTo } from "./route.js";
import { Surface } from "./surface.js";

const TOGETHER_MS = 5 * 60_000;
const NEAR_END_PX = 80;

/** When a message was posted. */
export function momentOf(message) {
  return message.time ? new Date(message.time) : new Date(Number(message.ts) * 1000);
}

function authorOf(message, directory) {
  return message.username || directory.userName(message.user);
}

function timeLink(message, directory, className) {
  const moment = momentOf(message);
  return h(
    "time",
    { class: className, datetime: moment.toISOString(), title: fullMoment(moment, directory.zone) },
    timeOf(moment, directory.zone),
  );
}

function head(message, directory) {
  const own = message.bot && h("span", { class: "app-badge" }, "APP");
  return h(
    "div",
    { class: "message-head" },
    h("span", { class: "author" }, authorOf(message, directory)),
    own,
    timeLink(message, directory, "time"),
  );
}

function marks(message, pinned) {
  return [
    message.ephemeral && h("p", { class: "message-mark" }, icon("eye"), "Only visible to you"),
    pinned && h("p", { class: "message-mark pinned" }, icon("pin"), "Pinned"),
  ];
}

function reactions(message, directory) {
  const entries = Object.entries(message.reactions ?? {});
  if (!entries.length) return null;
  return h(
    "p",
    { class: "reactions" },
    entries.map(([name, users]) =>
      h(
        "span",
        { class: "reaction", title: users.map((id) => directory.userName(id)).join(", ") },
        mrkdwn(`:${name}:`, directory),
        ` ${users.length}`,
      ),
    ),
  );
}

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
    this.empty = h("p", { class: "empty" }, "Nothing here yet.");
    this.node = h(
      "div",
      { class: "message-scroll", role: "log", "aria-label": label, tabindex: "0" },
      this.empty,
      this.list,
    );
    rovingFocus(this.list, "li.message");
    this.place = null;
  }

  /** Shows messages of a channel. @param {{channel: object, messages: object[], newFrom?: string}} content */
  show({ channel, messages, newFrom }) {
    const place = `${channel.id}/${this.thread ? messages[0]?.ts : ""}`;
    const arrived = place !== this.place;
    const atEnd =
      arrived ||
      this.node.scrollHeight - this.node.scrollTop - this.node.clientHeight < NEAR_END_PX;
    if (arrived) this.#surfaces.clear();
    this.place = place;
    keepingFocus(() => this.#fill(this.#items(channel, messages, newFrom)));
    this.empty.hidden = messages.length > 0;
    if (atEnd) this.node.scrollTop = this.node.scrollHeight;
    if (!this.list.querySelector('li.message[tabindex="0"]'))
      moveTabStop(this.list, "li.message", [...this.list.querySelectorAll("li.message")].at(-1));
  }

  #items(channel, messages, newFrom) {
    const { directory } = this.store;
    const pins = new Set(channel.pins ?? []);
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
    const { message, channel } = item;
    const { directory } = this.store;
    const node =
      old ??
      h(
        "li",
        {
          tabindex: "-1",
          data: { ts: message.ts, channel, focus: `message/${channel}/${message.ts}` },
        },
        h("div", { class: "gutter" }),
        h("div", { class: "above" }),
        h("div", { class: "message-body" }),
        h("div", { class: "below" }),
      );
    const [gutter, above, body, below] = node.children;
    node.className = [
      "message",
      item.together && "together",
      message.ephemeral && "ephemeral",
      item.pinned && "is-pinned",
    ]
      .filter(Boolean)
      .join(" ");
    gutter.replaceChildren(
      item.together
        ? timeLink(message, directory, "gutter-time")
        : avatar(message.user, authorOf(message, directory), directory),
    );
    above.replaceChildren(
      ...[
        marks(message, item.pinned),
        item.together
          ? h("span", { class: "visually-hidden" }, authorOf(message, directory))
          : head(message, directory),
      ]
        .flat()
        .filter(Boolean),
    );
    this.#body(body, item);
    below.replaceChildren(
      ...[reactions(message, directory), this.#replies(item), this.#tools(item)].filter(Boolean),
    );
    return node;
  }

  #body(body, { message, channel }) {
    const { directory } = this.store;
    const blocks = message.blocks?.length
      ? message.blocks
      : [{ type: "section", text: { type: "mrkdwn", text: message.text } }];
    const surface = this.#surface(channel, message);
    surface.learn({ state: message.state });
    showBlocks(body, blocks, surface);
    if (message.edited) body.append(h("span", { class: "edited" }, "(edited)"));
  }

  #surface(channel, message) {
    const key = `${channel}/${message.ts}`;
    if (!this.#surfaces.has(key)) {
      const { person, directory, toasts } = this.store;
      this.#surfaces.set(
        key,
        new Surface({
          kind: "message",
          address: { channel, ts: message.ts },
          person,
          directory,
          notify: (text) => toasts.show(text),
        }),
      );
    }
    return this.#surfaces.get(key);
  }

  #replies({ message, channel }) {
    if (this.thread || !message.reply_count) return null;
    const open = () => goTo({ channel, thread: message.ts });
    return h(
      "button",
      { type: "button", class: "replies", on: { click: open } },
      repliesText(message.reply_count),
    );
  }

  #tools({ message, channel }) {
    if (message.ephemeral) return null;
    const reply = {
      label: "Reply in thread",
      choose: () => goTo({ channel, thread: message.thread_ts || message.ts }),
    };
    const shortcuts = (this.store.directory.app.shortcuts ?? []).filter(
      ({ type }) => type === "message",
    );
    const items = () => [
      reply,
      ...shortcuts.map((shortcut) => ({
        label: shortcut.name,
        hint: this.store.directory.app.name,
        data: { callbackId: shortcut.callback_id },
        choose: () =>
          this.store.attempt(() =>
            this.store.person.shortcut({
              callback_id: shortcut.callback_id,
              channel,
              ts: message.ts,
            }),
          ),
      })),
    ];
    const more = menuButton(
      { class: "quiet", data: { focus: `more/${channel}/${message.ts}` } },
      icon("more"),
      "More actions",
      items,
      "end",
    );
    const answer = h(
      "button",
      {
        type: "button",
        class: "quiet",
        "aria-label": "Reply in thread",
        on: { click: reply.choose },
      },
      icon("reply"),
    );
    return h("div", { class: "message-tools" }, !this.thread && answer, more);
  }
}

const repliesText = (count) => (count === 1 ? "1 reply" : `${count} replies`);

/** Whether a message follows closely on one of the same author, so that the name need not be said again. */
function goesWith(before, message) {
  if (!before || before.ephemeral || message.ephemeral) return false;
  const same = before.user === message.user && (before.username ?? "") === (message.username ?? "");
  return same && momentOf(message) - momentOf(before) < TOGETHER_MS;
}
