/** The heading of a channel: what it is called and for, its bookmarks and pinned messages. */
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { menuButton } from "./menu.js";
import { link, mrkdwn } from "./mrkdwn.js";
import { hashOf } from "./route.js";

function pinsButton(channel, store) {
  if (!channel.pins?.length) return null;
  const items = () =>
    channel.pins.map(({ ts, text }) => ({
      label: short(text || "A message", store.directory),
      choose: () => goToMessage(ts, store),
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

const shown = (ts) => document.querySelector(`.conversation [data-ts="${CSS.escape(ts)}"]`);

/** A message that is older than what is shown is read first. */
async function goToMessage(ts, store) {
  if (!shown(ts)) await store.reachBack(true);
  shown(ts)?.scrollIntoView({ block: "center" });
  shown(ts)?.focus({ preventScroll: true });
}

function bookmarks(channel) {
  if (!channel.bookmarks?.length) return null;
  return h(
    "ul",
    { class: "bookmarks", "aria-label": "Bookmarks" },
    channel.bookmarks.map((bookmark) => h("li", {}, link(bookmark.link, bookmark.title))),
  );
}

/** The channel's canvases; each opens at the side. */
function canvasTabs(channel) {
  if (!channel.canvases?.length) return null;
  const tab = ({ id, title }) =>
    h(
      "li",
      {},
      h(
        "a",
        {
          class: "canvas-tab",
          href: hashOf({ channel: channel.id, canvas: id }),
          data: { focus: `canvas/${id}` },
        },
        icon("canvas"),
        title || "Canvas",
      ),
    );
  return h("ul", { class: "bookmarks", "aria-label": "Canvases" }, channel.canvases.map(tab));
}

function leaveMenu(channel, { attempt, person }) {
  const leave = () => attempt(() => person.leave(channel.id));
  const items = () => [{ label: "Leave channel", choose: leave }];
  const hooks = { class: "quiet heading-more", data: { focus: "heading-more" } };
  return menuButton(hooks, icon("more"), "Channel actions", items, "end");
}

/** Equal as long as the heading of a channel looks the same. */
export function headingMark({
  name,
  pins,
  topic,
  purpose,
  archived,
  bookmarks,
  member_count,
  member,
  canvases,
}) {
  const words = [name, topic, purpose, archived, bookmarks, member_count, member];
  const tabs = (canvases ?? []).map(({ id, title }) => [id, title]);
  return JSON.stringify([words, pins, tabs]);
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
  const members = channel.member_count === 1 ? "1 member" : `${channel.member_count} members`;
  const notes = [kind, channel.archived && "Archived", members, topic].filter(Boolean).join(" · ");
  return [
    h(
      "div",
      { class: "place-title" },
      h("h1", {}, icon(sign), h("span", {}, channel.name)),
      h("p", { class: "topic" }, notes),
    ),
    canvasTabs(channel),
    bookmarks(channel),
    pinsButton(channel, store),
    channel.member && !channel.archived && leaveMenu(channel, store),
  ];
}
