/**
 * The `markdown` block (https://docs.slack.dev/reference/block-kit/blocks/markdown-block): the part of
 * standard Markdown that Slack draws, as DOM nodes. Lines become paragraphs, lists, tables and so on.
 */
import { h } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { channelMention, link, userMention } from "./mrkdwn.js";

/** In canvases, `![](@U123)` and `![](#C123)` stand for people and channels. */
function mention([, sign, id], directory) {
  const make = sign === "@" ? userMention : channelMention;
  return directory ? make(id, directory) : `${sign}${id}`;
}

const INLINE = [
  [/\\([!-/:-@[-`{-~])/, (match) => match[1]],
  [/!\[\]\(([@#])([A-Z0-9]+)\)/, mention],
  [/`([^`]+)`/, (match) => h("code", {}, match[1])],
  [
    /!?\[([^\]]+)\]\(([^)\s]+)\)/,
    (match, directory) => link(match[2], inline(match[1], directory)),
  ],
  [
    /\*\*(?=\S)(.*?\S)\*\*|__(?=\S)(.+?\S)__/,
    (match, directory) => h("strong", {}, inline(match[1] ?? match[2], directory)),
  ],
  [
    /\*(?=\S)([^*]*?\S)\*|(?<!\w)_(?=\S)([^_]*?\S)_(?!\w)/,
    (match, directory) => h("em", {}, inline(match[1] ?? match[2], directory)),
  ],
  [/~~(?=\S)(.+?\S)~~/, (match, directory) => h("s", {}, inline(match[1], directory))],
];

function earliest(text) {
  const found = INLINE.map(([pattern, make]) => ({ match: pattern.exec(text), make })).filter(
    ({ match }) => match,
  );
  return found.reduce(
    (best, next) => (best && best.match.index <= next.match.index ? best : next),
    null,
  );
}

function inline(text, directory) {
  const nodes = [];
  let rest = text;
  for (let found = earliest(rest); found; found = earliest(rest)) {
    nodes.push(withEmoji(rest.slice(0, found.match.index)), found.make(found.match, directory));
    rest = rest.slice(found.match.index + found.match[0].length);
  }
  return [...nodes, withEmoji(rest)];
}

const cells = (line) =>
  line
    .replace(/^\s*\||\|\s*$/g, "")
    .split("|")
    .map((cell) => cell.trim());

function table(lines, directory) {
  const [head, , ...body] = lines.map(cells);
  const row = (values, tag) =>
    h(
      "tr",
      {},
      values.map((value) => h(tag, tag === "th" ? { scope: "col" } : {}, inline(value, directory))),
    );
  return h(
    "table",
    {},
    h("thead", {}, row(head, "th")),
    h(
      "tbody",
      {},
      body.map((values) => row(values, "td")),
    ),
  );
}

function listItem(line, directory) {
  const text = line.replace(/^\s*(?:[-*+]|\d+[.)])\s+/, "");
  const task = /^\[([ xX])\]\s+(.*)$/.exec(text);
  if (!task) return h("li", {}, inline(text, directory));
  return h("li", { class: "task" }, task[1] === " " ? "☐ " : "☑ ", inline(task[2], directory));
}

function heading(line, directory) {
  const [, signs, text] = /^(#{1,6})\s+(.*)$/.exec(line);
  return h(
    "p",
    { class: `md-heading md-heading-${signs.length}`, role: "heading", "aria-level": "2" },
    inline(text, directory),
  );
}

/** Each shape of lines: which lines belong to it, and what they become. The first that fits is taken. */
const SHAPES = [
  { first: /^\s*$/, more: /^\s*$/, make: () => null },
  { first: /^#{1,6}\s/, more: /^$a/, make: ([line], directory) => heading(line, directory) },
  { first: /^\s*(?:---+|\*\*\*+)\s*$/, more: /^$a/, make: () => h("hr", {}) },
  {
    first: /^>/,
    more: /^>/,
    make: (lines, directory) =>
      h(
        "blockquote",
        {},
        inline(lines.map((line) => line.replace(/^> ?/, "")).join("\n"), directory),
      ),
  },
  { first: /^\s*\|.*\|/, more: /^\s*\|/, make: table },
  {
    first: /^\s*[-*+]\s/,
    more: /^\s*[-*+]\s/,
    make: (lines, directory) =>
      h(
        "ul",
        {},
        lines.map((line) => listItem(line, directory)),
      ),
  },
  {
    first: /^\s*\d+[.)]\s/,
    more: /^\s*\d+[.)]\s/,
    make: (lines, directory) =>
      h(
        "ol",
        {},
        lines.map((line) => listItem(line, directory)),
      ),
  },
  {
    first: /./,
    more: /^(?!#{1,6}\s|>|\s*\||\s*[-*+]\s|\s*\d+[.)]\s|```|\s*$)/,
    make: (lines, directory) => h("p", {}, inline(lines.join("\n"), directory)),
  },
];

function textParts(text, directory) {
  const lines = text.split("\n");
  const nodes = [];
  while (lines.length) {
    const shape = SHAPES.find(({ first }) => first.test(lines[0]));
    const taken = [lines.shift()];
    while (lines.length && shape.more.test(lines[0])) taken.push(lines.shift());
    nodes.push(shape.make(taken, directory));
  }
  return nodes;
}

/** Markdown text as an array of nodes; with a directory, mentions are written out. */
export function markdown(text, directory) {
  return text.split(/(```[\s\S]*?```)/).flatMap((part) => {
    if (!part.startsWith("```")) return textParts(part, directory);
    return [h("pre", {}, h("code", {}, part.replace(/^```\w*\n?|\n?```$/g, "")))];
  });
}
