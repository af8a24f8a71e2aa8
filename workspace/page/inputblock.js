/**
 * The input block (https://docs.slack.dev/reference/block-kit/blocks/input-block): label, field, hint and
 * error. It keeps its control when only words around it change, so that typing goes on undisturbed.
 */
import { h, uniqueId } from "./dom.js";
import { element, spotOf } from "./elements.js";
import { icon } from "./icons.js";
import { plainText } from "./mrkdwn.js";

const EDITABLE = "input, textarea, [contenteditable]";

const controls = new WeakMap();

/** What is wrong with what was entered, or undefined. */
export function problemOf(block, surface) {
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
  label.addEventListener("click", () => document.getElementById(ids.field)?.focus());
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
  for (const control of node.querySelectorAll(EDITABLE)) {
    if (error) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  }
}

/** @param {object} block @param {import("./surface.js").Surface} surface @param {Element} [old] */
export function input(block, surface, old) {
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
