/** Every element that can stand in a block: buttons, overflow menus, images and the fields. */
import { ask } from "./dialog.js";
import { h } from "./dom.js";
import { hooks } from "./field.js";
import { FIELDS } from "./fields.js";
import { icon } from "./icons.js";
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

const MAKERS = { ...FIELDS, button, overflow, image };

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
