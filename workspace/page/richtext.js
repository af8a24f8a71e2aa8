/** rich_text blocks (https://docs.slack.dev/reference/block-kit/blocks/rich-text-block) as DOM nodes. */
import { h } from "./dom.js";
import { emojiFor } from "./emoji.js";
import { channelMention, dateMention, link, userMention } from "./mrkdwn.js";

const STYLE_TAGS = { bold: "strong", italic: "em", strike: "s", underline: "u", code: "code" };

function withStyle(node, style) {
  return Object.entries(STYLE_TAGS).reduce(
    (inner, [name, tag]) => (style?.[name] ? h(tag, {}, inner) : inner),
    node,
  );
}

/** One piece of a section, by its type. */
const PIECES = {
  text: (piece) => piece.text,
  link: (piece) => link(piece.url, piece.text ?? piece.url),
  user: (piece, directory) => userMention(piece.user_id, directory),
  channel: (piece, directory) => channelMention(piece.channel_id, directory),
  emoji: (piece) => emojiFor(piece.name) ?? piece.unicode ?? `:${piece.name}:`,
  date: (piece, directory) =>
    dateMention(piece.timestamp, piece.format ?? "{date}", directory, piece.url),
  broadcast: (piece) => h("span", { class: "mention mention-own" }, `@${piece.range}`),
  usergroup: () => h("span", { class: "mention" }, "@group"),
  color: (piece) => h("code", {}, piece.value),
};

function pieces(elements, directory) {
  return (elements ?? []).map((piece) =>
    withStyle(PIECES[piece.type]?.(piece, directory) ?? piece.text ?? "", piece.style),
  );
}

function list(part, directory) {
  const items = part.elements.map((item) => h("li", {}, pieces(item.elements, directory)));
  const tag = part.style === "ordered" ? "ol" : "ul";
  const start = part.offset ? part.offset + 1 : undefined;
  return h(tag, { class: `rich-list indent-${part.indent ?? 0}`, start }, items);
}

const PARTS = {
  rich_text_section: (part, directory) => h("p", {}, pieces(part.elements, directory)),
  rich_text_list: list,
  rich_text_quote: (part, directory) => h("blockquote", {}, pieces(part.elements, directory)),
  rich_text_preformatted: (part, directory) =>
    h("pre", {}, h("code", {}, pieces(part.elements, directory))),
};

/** The parts of a rich_text block or cell, as an array of nodes. */
export function richText(block, directory) {
  return (block.elements ?? []).map((part) => PARTS[part.type]?.(part, directory)).filter(Boolean);
}
