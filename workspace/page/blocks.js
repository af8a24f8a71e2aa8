/** Block Kit's blocks as DOM nodes (https://docs.slack.dev/reference/block-kit/blocks). */
import { chart } from "./charts.js";
import { h, reconcile, uniqueId } from "./dom.js";
import { element, image, unknown } from "./elements.js";
import { icon } from "./icons.js";
import { markdown } from "./markdown.js";
import { plainText, textObject } from "./mrkdwn.js";
import { richText } from "./richtext.js";
import { dataTable, table } from "./tables.js";

function spotOf(block, surface, extra) {
  return { blockId: block.block_id, surface, ...extra };
}

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

function imageBlock(block) {
  return h(
    "figure",
    { class: "image" },
    block.title && h("figcaption", {}, plainText(block.title)),
    image(block),
  );
}

/* Input blocks keep their control when only words around it change, so that typing goes on undisturbed. */

const controls = new WeakMap();

function problemOf(block, surface) {
  return surface.errors[block.block_id];
}

function wordsAround(block, surface, ids) {
  const optional = block.optional && h("span", { class: "optional" }, " (optional)");
  const label = h(
    "label",
    { id: ids.label, for: ids.field, class: "input-label" },
    plainText(block.label),
    optional,
  );
  const hint = block.hint && h("p", { id: ids.hint, class: "hint" }, plainText(block.hint));
  const problem = problemOf(block, surface);
  const error =
    problem &&
    h("p", { id: ids.error, class: "field-error", role: "alert" }, icon("error"), problem);
  return { label, hint, error };
}

function describe(node, ids, { hint, error }) {
  const described = [error && ids.error, hint && ids.hint].filter(Boolean).join(" ");
  const field = node.querySelector("[aria-labelledby]");
  if (described) field?.setAttribute("aria-describedby", described);
  else field?.removeAttribute("aria-describedby");
  for (const control of node.querySelectorAll("input, textarea")) {
    if (error) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  }
}

function input(block, surface, old) {
  const kept = old && controls.get(old);
  if (kept && kept.mark === JSON.stringify([block.element, block.optional, block.dispatch_action]))
    return rewordInput(old, kept, block, surface);
  const ids = {
    label: uniqueId("label"),
    field: uniqueId("field"),
    hint: uniqueId("hint"),
    error: uniqueId("error"),
  };
  const naming = { labelledby: ids.label, id: ids.field };
  const control = element(
    block.element,
    spotOf(block, surface, { naming, optional: block.optional, hears: block.dispatch_action }),
  );
  const words = wordsAround(block, surface, ids);
  const node = h("div", { class: "input" }, words.label, control, words.error, words.hint);
  node.classList.toggle("has-error", Boolean(words.error));
  controls.set(node, {
    ids,
    control,
    mark: JSON.stringify([block.element, block.optional, block.dispatch_action]),
  });
  describe(node, ids, words);
  return node;
}

function rewordInput(node, { ids, control }, block, surface) {
  const words = wordsAround(block, surface, ids);
  for (const child of [...node.children]) if (child !== control) child.remove();
  node.prepend(words.label);
  node.append(...[words.error, words.hint].filter(Boolean));
  node.classList.toggle("has-error", Boolean(words.error));
  describe(node, ids, words);
  return node;
}

/* Notices and cards */

const LEVELS = {
  default: ["info", "Note"],
  info: ["info", "Information"],
  success: ["check", "Success"],
  warning: ["warning", "Warning"],
  error: ["error", "Error"],
};

function alert(block, surface) {
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

function card(block, surface) {
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
  markdown: (block) => h("div", { class: "rich-text" }, markdown(block.text ?? "")),
  table: (block, surface) => table(block, surface.directory),
  data_table: (block, surface) => dataTable(block, surface.directory),
  data_visualization: chart,
  alert,
  card,
  carousel: (block, surface) =>
    h(
      "div",
      { class: "carousel", tabindex: "0", role: "group", "aria-label": "Cards" },
      block.elements.map((item) =>
        card({ ...item, block_id: item.block_id ?? block.block_id }, surface),
      ),
    ),
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
