/** One message as Slack shows it. */
import { avatar } from "./avatar.js";
import { showBlocks } from "./blocks.js";
import { fullMoment, timeOf } from "./dates.js";
import { h } from "./dom.js";
import { icon, iconButton } from "./icons.js";
import { menuButton } from "./menu.js";
import { ownActions } from "./messageactions.js";
import { mrkdwn } from "./mrkdwn.js";
import { goTo } from "./route.js";

/**
 * @typedef {object} Item
 * @property {string} channel
 * @property {object} message as the person sees it
 * @property {boolean} pinned
 * @property {boolean} together it follows closely on one of the same author, whose name need not be said again
 *
 * @typedef {object} Around what a message stands in
 * @property {import("./store.js").Store} store
 * @property {boolean} thread whether it stands in the thread panel
 * @property {import("./surface.js").Surface} surface
 */

/** When a message was posted. */
export function momentOf(message) {
  return new Date(message.time);
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

/** Put away as in Slack, at the person's side only. */
function dismissButton({ message, channel }, { attempt, person }) {
  const click = () => attempt(() => person.remove(channel, message.ts));
  return h("button", { type: "button", class: "dismiss", on: { click } }, "Dismiss message");
}

/** What is special about a message, above its author. */
function marks(item, store) {
  const { message, pinned } = item;
  const own = message.ephemeral && [
    icon("eye"),
    h("span", {}, "Only visible to you"),
    dismissButton(item, store),
  ];
  return [
    own && h("p", { class: "message-mark" }, own),
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

/** "1 reply", "2 replies". */
export const repliesText = (count) => (count === 1 ? "1 reply" : `${count} replies`);

function replies({ message, channel }, { thread }) {
  if (thread || !message.reply_count) return null;
  const click = () => goTo({ channel, thread: message.ts });
  const text = repliesText(message.reply_count);
  return h("button", { type: "button", class: "replies", on: { click } }, text);
}

function shortcutItem(shortcut, { message, channel }, { person, directory, attempt }) {
  const use = { callback_id: shortcut.callback_id, channel, ts: message.ts };
  return {
    label: shortcut.name,
    hint: directory.app.name,
    data: { callbackId: shortcut.callback_id },
    choose: () => attempt(() => person.shortcut(use)),
  };
}

/** What can be done with a message: reply, edit, delete, and the app's message shortcuts. */
function tools(item, { store, thread }) {
  const { message, channel } = item;
  if (message.ephemeral || message.subtype) return null;
  const answer = () => goTo({ channel, thread: message.thread_ts || message.ts });
  const shortcuts = store.directory.app.shortcuts.filter(({ type }) => type === "message");
  const items = () => [
    { label: "Reply in thread", choose: answer },
    ...shortcuts.map((shortcut) => shortcutItem(shortcut, item, store)),
    ...ownActions(item, store),
  ];
  const hooks = { class: "quiet", data: { focus: `more/${channel}/${message.ts}` } };
  const more = menuButton(hooks, icon("more"), "More actions", items, "end");
  const reply = !thread && iconButton("reply", "Reply in thread", answer);
  return h("div", { class: "message-tools" }, reply, more);
}

/** Attachments of the old kind are shown by their blocks or text, set off by a line. */
function attached(attachments) {
  return attachments.map((attachment) => ({ type: "attachment", attachment }));
}

const asBlock = (file) => ({ type: "message_file", file });

function showBody(body, message, surface) {
  const { blocks = [], text, files = [], attachments = [] } = message;
  surface.learn({ state: message.state });
  const said = blocks.length || !text ? blocks : [{ type: "message_text", text }];
  showBlocks(body, [...said, ...attached(attachments), ...files.map(asBlock)], surface);
  if (message.edited && !message.subtype) body.append(h("span", { class: "edited" }, "(edited)"));
}

function emptyNode({ message, channel }) {
  const data = { ts: message.ts, channel, focus: `message/${channel}/${message.ts}` };
  const parts = ["gutter", "above", "message-body", "below"];
  return h(
    "li",
    { tabindex: "-1", data },
    parts.map((name) => h("div", { class: name })),
  );
}

function classOf({ message, pinned, together }) {
  const system = Boolean(message.subtype);
  const marked = { together, ephemeral: message.ephemeral, "is-pinned": pinned, system };
  return ["message", ...Object.keys(marked).filter((name) => marked[name])].join(" ");
}

const show = (node, ...parts) => node.replaceChildren(...parts.flat().filter(Boolean));

/**
 * The node of a message; an old one is mended, so that its unchanged blocks stay.
 * @param {Item} item @param {Around} around @param {Element} [old]
 */
export function messageNode(item, around, old) {
  const { message, together } = item;
  const { directory } = around.store;
  const author = authorOf(message, directory);
  const node = old ?? emptyNode(item);
  const [gutter, above, body, below] = node.children;
  node.className = classOf(item);
  if (together) {
    show(gutter, timeLink(message, directory, "gutter-time"));
    show(above, marks(item, around.store), h("span", { class: "visually-hidden" }, author));
  } else {
    show(gutter, avatar(message.user, author, directory));
    show(above, marks(item, around.store), head(message, directory));
  }
  showBody(body, message, around.surface);
  show(below, reactions(message, directory), replies(item, around), tools(item, around));
  return node;
}
