/** Every element that can stand in a block: buttons, overflow menus, images and the fields. */
import { ask } from "./dialog.js";
import { h } from "./dom.js";
import { hooks } from "./field.js";
import { FIELDS } from "./fields.js";
import { icon, iconButton } from "./icons.js";
import { menuButton } from "./menu.js";
import { plainText, textObject } from "./mrkdwn.js";

/** Asks an element's confirm question, if it has one (…/composition-objects/confirmation-dialog-object). */
function allowedBy(directory) {
  return async ({ confirm }) => {
    if (!confirm) return true;
    return ask({
      title: plainText(confirm.title),
      text: textObject(confirm.text, directory),
      confirm: plainText(confirm.confirm),
      deny: plainText(confirm.deny),
      danger: confirm.style === "danger",
    });
  };
}

async function press(node, element, spot, value) {
  if (node.getAttribute("aria-busy") === "true" || !(await spot.allowed(element))) return;
  node.setAttribute("aria-busy", "true");
  await spot.surface.act(spot.blockId, element, value);
  node.removeAttribute("aria-busy");
}

function button(element, spot) {
  const style = { primary: "primary", danger: "danger" }[element.style] ?? "plain";
  const props = {
    ...hooks(element, spot),
    class: `button ${style}`,
    "aria-label": element.accessibility_label,
  };
  const text = plainText(element.text);
  const listeners = { click: (event) => press(event.currentTarget, element, spot, element.value) };
  if (!element.url) return h("button", { type: "button", ...props, on: listeners }, text);
  return h(
    "a",
    { ...props, href: element.url, target: "_blank", rel: "noopener noreferrer", on: listeners },
    text,
  );
}

function overflow(element, spot) {
  const label = spot.naming.label ?? "More options";
  const items = () =>
    element.options.map((option) => ({
      label: plainText(option.text),
      hint: plainText(option.description) || undefined,
      data: { value: option.value },
      choose: () => press(node, element, spot, option.value),
    }));
  const { data } = hooks(element, spot);
  const node = menuButton(
    { class: "button plain icon-button", data },
    icon("more"),
    label,
    items,
    "end",
  );
  return node;
}

/** An image, or its alternative text where it cannot be loaded. */
export function image(element) {
  const url = element.image_url ?? element.slack_file?.url;
  return h("img", {
    src: url,
    alt: element.alt_text ?? "",
    loading: "lazy",
    referrerpolicy: "no-referrer",
  });
}

/** Two buttons for an opinion (…/block-elements/feedback-buttons-element). */
function feedbackButtons(element, spot) {
  const one = (choice, part) => {
    const { data } = hooks(element, spot, part);
    const text = plainText(choice.text);
    const label = choice.accessibility_label;
    const click = (event) => press(event.currentTarget, element, spot, choice.value);
    const props = { type: "button", class: "button plain small", "aria-label": label, data };
    return h("button", { ...props, on: { click } }, text);
  };
  return h(
    "div",
    { class: "feedback", role: "group", "aria-label": "Feedback" },
    one(element.positive_button, "positive"),
    one(element.negative_button, "negative"),
  );
}

/** A button that is a sign with words for all who do not see it (…/block-elements/icon-button-element). */
function iconButtonElement(element, spot) {
  const { viewer } = spot.surface.directory;
  if (element.visible_to_user_ids && !element.visible_to_user_ids.includes(viewer)) return null;
  const label = element.accessibility_label ?? plainText(element.text);
  const click = (event) => press(event.currentTarget, element, spot, element.value);
  const { data } = hooks(element, spot);
  return iconButton(element.icon, label, click, { class: "quiet", title: label, data });
}

const MAKERS = {
  ...FIELDS,
  button,
  overflow,
  image,
  feedback_buttons: feedbackButtons,
  icon_button: iconButtonElement,
};

/** Where an element stands, as the makers want to know it. */
export function spotOf(block, surface, extra) {
  return { blockId: block.block_id, surface, ...extra };
}

/** The node for an element, or a note that this page does not draw it. */
export function element(description, { blockId, surface, naming = {}, optional, hears }) {
  const make = MAKERS[description.type];
  if (!make) return unknown("element", description.type);
  return make(description, {
    blockId,
    surface,
    naming,
    optional,
    hears,
    allowed: allowedBy(surface.directory),
  });
}

/** Says plainly that something is not drawn here. */
export function unknown(what, type) {
  return h("p", { class: "unknown" }, `This page does not draw the ${what} “${type}”.`);
}
