/**
 * Slack's mrkdwn as DOM nodes (https://docs.slack.dev/messaging/formatting-message-text).
 * The text is cut into pieces by one pattern after the other; what none of them knows is text.
 *
 * Plain addresses become links and plain names of channels too, unless a text object is `verbatim`; in the
 * `text` of a message only addresses do (…/formatting-message-text#automatic-parsing).
 */
import { fillTemplate } from "./dates.js";
import { h } from "./dom.js";
import { withEmoji } from "./emoji.js";

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };

/** Slack escapes three characters and no others. */
export function unescape(text) {
  return text.replace(/&(amp|lt|gt);/g, (entity) => ENTITIES[entity]);
}

const SAFE_LINK = /^(https?:|mailto:|tel:)/i;

/** A link to a page outside; what is not http, mailto or tel is shown as text. */
export function link(url, ...content) {
  if (!SAFE_LINK.test(url)) return h("span", {}, content);
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, content);
}

/** A person's name as a mention; one's own stands out. */
export function userMention(id, directory) {
  const own = id === directory.viewer;
  return h(
    "span",
    { class: own ? "mention mention-own" : "mention", data: { user: id } },
    `@${directory.userName(id)}`,
  );
}

/** A channel's name as a link to it, or no more than that there is one that this person may not see. */
export function channelMention(id, directory) {
  const name = `#${directory.channelName(id)}`;
  if (!directory.knows(id)) return h("span", { class: "mention" }, name);
  return h("a", { class: "mention", href: `#${id}` }, name);
}

/** A moment in the reader's zone, with the whole of it as the title. */
export function dateMention(seconds, template, directory, url) {
  const date = new Date(seconds * 1000);
  const text = fillTemplate(template, date, directory.zone, directory.now());
  const time = h("time", { datetime: date.toISOString() }, text);
  return url ? link(url, time) : time;
}

function special(body, directory) {
  const [command, label] = body.split("|");
  if (command.startsWith("date^")) {
    const [, seconds, template, url] = command.split("^");
    return Number.isFinite(Number(seconds))
      ? dateMention(Number(seconds), template ?? "", directory, url)
      : (label ?? "");
  }
  if (command.startsWith("subteam^")) return h("span", { class: "mention" }, label ?? "@group");
  return h("span", { class: "mention mention-own" }, `@${label ?? command}`);
}

function angle(inner, directory) {
  const [target, label] = [
    inner.split("|")[0],
    inner.includes("|") ? inner.slice(inner.indexOf("|") + 1) : undefined,
  ];
  if (inner.startsWith("@")) return userMention(target.slice(1), directory);
  if (inner.startsWith("#")) return channelMention(target.slice(1), directory);
  if (inner.startsWith("!")) return special(inner.slice(1), directory);
  return link(unescape(target), unescape(label ?? target.replace(/^mailto:/, "")));
}

const BEFORE = "(?<![\\p{L}\\p{N}_*~`])";
const AFTER = "(?![\\p{L}\\p{N}_*~`])";
const styled = (sign) => new RegExp(`${BEFORE}[${sign}](?=\\S)([^\\n]*?\\S)[${sign}]${AFTER}`, "u");

/**
 * Each rule: what it looks like, and what it makes of what it found. The earliest match wins.
 * @typedef {{directory: import("./directory.js").Directory, rules: Array}} Reader
 */
const MARKUP = [
  [/```\n?([\s\S]+?)\n?```/, (match) => h("pre", {}, h("code", {}, unescape(match[1])))],
  [/`([^`\n]+)`/, (match) => h("code", {}, unescape(match[1]))],
  [/<([^<>\n]+)>/, (match, { directory }) => angle(match[1], directory)],
  [styled("*"), (match, reader) => h("strong", {}, inline(match[1], reader))],
  [styled("_"), (match, reader) => h("em", {}, inline(match[1], reader))],
  [styled("~"), (match, reader) => h("s", {}, inline(match[1], reader))],
];
const ADDRESS = /https?:\/\/(?:(?!&[lg]t;)[^\s<>|])+(?<![.,:;!?)\]'"*_~`])/;
const LINKED = [[ADDRESS, (match) => link(unescape(match[0]), unescape(match[0]))]];
const NAMED = [
  [
    /(?<![\p{L}\p{N}&])#([\p{L}\p{N}_-]+)/u,
    (match, { directory }) => namedChannel(match, directory),
  ],
  [
    /(?<![\p{L}\p{N}])@(here|channel|everyone)\b/u,
    (match, { directory }) => special(match[1], directory),
  ],
];

function namedChannel([text, name], directory) {
  const channel = directory.channels.find((item) => item.name === name && !item.is_im);
  return channel ? channelMention(channel.id, directory) : text;
}

/** How much of a text is parsed by itself → the rules. */
const RULES = {
  verbatim: MARKUP,
  links: [...MARKUP, ...LINKED],
  everything: [...MARKUP, ...LINKED, ...NAMED],
};

function earliest(text, rules) {
  let best = null;
  for (const [pattern, make] of rules) {
    const match = pattern.exec(text);
    if (match && (best === null || match.index < best.match.index)) best = { match, make };
  }
  return best;
}

/** One run of text without line structure, as a list of nodes and strings. */
function inline(text, reader) {
  const nodes = [];
  let rest = text;
  for (let found = earliest(rest, reader.rules); found; found = earliest(rest, reader.rules)) {
    const { match, make } = found;
    if (match.index > 0) nodes.push(plain(rest.slice(0, match.index)));
    nodes.push(make(match, reader));
    rest = rest.slice(match.index + match[0].length);
  }
  if (rest) nodes.push(plain(rest));
  return nodes;
}

function plain(text) {
  return withEmoji(unescape(text));
}

const QUOTED = /^(?:&gt;|>) ?/;

function chunks(text) {
  const found = [];
  for (const piece of text.split(/(```[\s\S]+?```)/)) {
    if (piece.startsWith("```")) found.push({ quoted: false, lines: [piece] });
    else splitQuotes(piece, found);
  }
  return found;
}

function splitQuotes(piece, found) {
  let current = null;
  for (const line of piece.split("\n")) {
    const quoted = QUOTED.test(line);
    if (current?.quoted !== quoted) found.push((current = { quoted, lines: [] }));
    current.lines.push(quoted ? line.replace(QUOTED, "") : line);
  }
}

/**
 * A text of Slack's mrkdwn as an array of nodes and strings.
 * @param {keyof typeof RULES} parse what becomes a link by itself
 */
export function mrkdwn(text, directory, parse = "links") {
  const reader = { directory, rules: RULES[parse] };
  return chunks(text ?? "").map(({ quoted, lines }) => {
    const nodes = inline(lines.join("\n"), reader);
    return quoted ? h("blockquote", {}, nodes) : nodes;
  });
}

/** A text object, mrkdwn or plain, as an array of nodes and strings. */
export function textObject(object, directory) {
  if (!object) return [];
  if (typeof object === "string") return [withEmoji(object)];
  if (object.type !== "mrkdwn") return [withEmoji(object.text ?? "")];
  return mrkdwn(object.text, directory, object.verbatim ? "verbatim" : "everything");
}

/** A text object as one plain string, for labels and menus. */
export function plainText(object) {
  return withEmoji(typeof object === "string" ? object : (object?.text ?? ""));
}
