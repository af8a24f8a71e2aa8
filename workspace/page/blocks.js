/** Block Kit's blocks as DOM nodes (https://docs.slack.dev/reference/block-kit/blocks). */
import { alert, card, carousel } from "./cards.js";
import { chart } from "./charts.js";
import { h, reconcile } from "./dom.js";
import { element, image, spotOf, unknown } from "./elements.js";
import { input, problemOf } from "./inputblock.js";
import { markdown } from "./markdown.js";
import { file, fileCard, imageBlock, video } from "./media.js";
import { mrkdwn, plainText, textObject } from "./mrkdwn.js";
import { richText } from "./richtext.js";
import { dataTable, table } from "./tables.js";
import { plan, taskCard } from "./tasks.js";

function section(block, surface) {
  const text =
    block.text && h("div", { class: "section-text" }, textObject(block.text, surface.directory));
  const fields =
    block.fields &&
    h(
      "div",
      { class: "fields" },
      block.fields.map((field) => h("div", {}, textObject(field, surface.directory))),
    );
  const accessory =
    block.accessory &&
    h(
      "div",
      { class: `accessory accessory-${block.accessory.type}` },
      element(block.accessory, spotOf(block, surface)),
    );
  return h(
    "div",
    { class: "section" },
    h("div", { class: "section-main" }, text, fields),
    accessory,
  );
}

/** Headings stand below the place's own: the modal's title is of level 2, all other places' of level 1. */
function header(block, surface) {
  return h(
    "div",
    { class: "header", role: "heading", "aria-level": surface.kind === "modal" ? "3" : "2" },
    plainText(block.text),
  );
}

function context(block, surface) {
  const part = (item) =>
    item.type === "image" ? image(item) : h("span", {}, textObject(item, surface.directory));
  return h("div", { class: "context" }, block.elements.map(part));
}

function actions(block, surface) {
  return h(
    "div",
    { class: "actions" },
    block.elements.map((item) => element(item, spotOf(block, surface))),
  );
}

/** Blocks in a frame with a title (…/blocks/container-block); it may fold. */
function container(block, surface) {
  const title = block.rich_text_title
    ? richText(block.rich_text_title, surface.directory)
    : plainText(block.title);
  const head = [
    block.icon && image(block.icon),
    h(
      "span",
      { class: "card-head-words" },
      h("span", { class: "card-title" }, title),
      block.subtitle &&
        h("span", { class: "card-subtitle" }, textObject(block.subtitle, surface.directory)),
    ),
  ];
  const inside = h("div", { class: "blocks container-blocks" });
  showBlocks(inside, block.child_blocks, surface);
  const width = `container container-${block.width ?? "standard"}`;
  if (!block.is_collapsible)
    return h("div", { class: width }, h("div", { class: "card-head" }, head), inside);
  const open = !block.default_collapsed;
  return h("details", { class: width, open }, h("summary", { class: "card-head" }, head), inside);
}

/** What somebody wrote without blocks. */
function messageText({ text }, surface) {
  return h("div", { class: "section-text" }, mrkdwn(text, surface.directory));
}

function attachment({ attachment: part }, surface) {
  const inside = h("div", { class: "blocks" });
  const text = part.text ?? part.fallback;
  const blocks = part.blocks ?? (text ? [{ type: "message_text", text }] : []);
  showBlocks(inside, blocks, surface);
  const title = part.title && h("p", { class: "card-title" }, part.title);
  return h("div", { class: "attachment" }, title, inside);
}

/** Block type → maker of (block, surface, old node). */
const MAKERS = {
  header,
  section,
  divider: () => h("hr", {}),
  context,
  actions,
  input,
  image: imageBlock,
  rich_text: (block, surface) =>
    h("div", { class: "rich-text" }, richText(block, surface.directory)),
  markdown: (block, surface) =>
    h("div", { class: "rich-text" }, markdown(block.text ?? "", surface.directory)),
  table: (block, surface) => table(block, surface.directory),
  data_table: (block, surface) => dataTable(block, surface.directory),
  data_visualization: chart,
  alert,
  card,
  carousel,
  context_actions: actions,
  video,
  file,
  plan: (block, surface) => plan(block, surface.directory),
  task_card: (block, surface) => taskCard(block, surface.directory),
  container,
  message_text: messageText,
  message_file: (block) => fileCard(block.file),
  attachment,
};

function makeBlock(block, surface, old) {
  const make = MAKERS[block.type];
  const node = make ? make(block, surface, old) : unknown("block", block.type);
  node.classList.add("block");
  if (block.block_id) node.dataset.blockId = block.block_id;
  node.dataset.blockType = block.type;
  return node;
}

/** Makes `container` show these blocks, leaving alone what did not change. */
export function showBlocks(container, blocks, surface) {
  const named = blocks.map((block, index) => ({
    key: `${block.type}/${block.block_id ?? index}`,
    block,
  }));
  reconcile(container, named, {
    key: ({ key }) => key,
    mark: ({ block }) =>
      JSON.stringify([block, problemOf(block, surface), surface.directory.version]),
    make: ({ block }, old) => makeBlock(block, surface, old),
  });
}
