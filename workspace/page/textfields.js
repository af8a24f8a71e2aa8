/** Fields to type in (https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element and its kin). */
import { h } from "./dom.js";
import { hooks } from "./field.js";
import { plainText } from "./mrkdwn.js";

const INPUT_TYPES = {
  number_input: "text",
  email_text_input: "email",
  url_text_input: "url",
  plain_text_input: "text",
};

function triggers(element, hears) {
  if (!hears) return { characters: false, enter: false };
  const on = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  return {
    characters: on.includes("on_character_entered"),
    enter: on.includes("on_enter_pressed"),
  };
}

function onEnter(event, element, spot) {
  if (event.key !== "Enter" || event.isComposing || (element.multiline && !event.ctrlKey)) return;
  event.preventDefault();
  spot.surface.entered(spot.blockId, element, event.target.value);
}

/** A text, number, e-mail or address field. */
export function textField(element, spot) {
  const { surface, blockId } = spot;
  const dispatches = triggers(element, spot.hears);
  const listeners = {
    input: (event) => surface.typed(blockId, element, event.target.value, dispatches.characters),
    change: () => surface.sendTyped(),
  };
  if (dispatches.enter) listeners.keydown = (event) => onEnter(event, element, spot);
  const tag = element.multiline ? "textarea" : "input";
  const field = h(tag, {
    ...hooks(element, spot),
    class: "text-field",
    placeholder: plainText(element.placeholder) || undefined,
    type: tag === "input" ? INPUT_TYPES[element.type] : undefined,
    rows: tag === "textarea" ? "4" : undefined,
    inputmode: element.type === "number_input" ? "decimal" : undefined,
    autocomplete: "off",
    maxlength: element.max_length,
    on: listeners,
  });
  const write = (value) => {
    if (document.activeElement !== field) field.value = value ?? "";
  };
  field.value = surface.value(blockId, element) ?? "";
  surface.follow(blockId, element, write);
  return element.max_length ? withCounter(field, element.max_length) : field;
}

function withCounter(field, most) {
  const counter = h("span", { class: "counter", "aria-hidden": "true" });
  const count = () => {
    const left = most - field.value.length;
    counter.textContent = String(left);
    counter.classList.toggle("shown", field.value.length > 0 && left <= Math.max(20, most * 0.1));
  };
  field.addEventListener("input", count);
  count();
  return h("div", { class: "counted" }, field, counter);
}
