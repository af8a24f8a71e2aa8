/** Notices and cards: the alert, card and carousel blocks (https://docs.slack.dev/reference/block-kit/blocks). */
import { h } from "./dom.js";
import { element, image, spotOf } from "./elements.js";
import { icon } from "./icons.js";
import { textObject } from "./mrkdwn.js";

const LEVELS = {
  default: ["info", "Note"],
  info: ["info", "Information"],
  success: ["check", "Success"],
  warning: ["warning", "Warning"],
  error: ["error", "Error"],
};

/** A notice; its level is said in a word too. */
export function alert(block, surface) {
  const level = block.level in LEVELS ? block.level : "default";
  const [sign, word] = LEVELS[level];
  return h(
    "div",
    { class: `alert alert-${level}`, role: "note" },
    icon(sign),
    h(
      "div",
      {},
      h("span", { class: "visually-hidden" }, `${word}: `),
      textObject(block.text, surface.directory),
    ),
  );
}

/** A card with a picture, words and buttons. */
export function card(block, surface) {
  const words = (part) => textObject(part, surface.directory);
  const head =
    (block.title || block.subtitle || block.icon) &&
    h(
      "div",
      { class: "card-head" },
      block.icon && image(block.icon),
      h(
        "div",
        {},
        block.title && h("div", { class: "card-title" }, words(block.title)),
        block.subtitle && h("div", { class: "card-subtitle" }, words(block.subtitle)),
      ),
    );
  const buttons =
    block.actions &&
    h(
      "div",
      { class: "actions" },
      block.actions.map((item) => element(item, spotOf(block, surface))),
    );
  return h(
    "div",
    { class: "card" },
    block.hero_image && h("div", { class: "card-hero" }, image(block.hero_image)),
    head,
    block.body && h("div", { class: "card-body" }, words(block.body)),
    buttons,
  );
}

/** Cards side by side; they scroll sideways. */
export function carousel(block, surface) {
  const cards = block.elements.map((item) =>
    card({ ...item, block_id: item.block_id ?? block.block_id }, surface),
  );
  const props = { class: "carousel", tabindex: "0", role: "group", "aria-label": "Cards" };
  return h("div", props, cards);
}
