/** Checkboxes and radio buttons. */
import { h, uniqueId } from "./dom.js";
import { hooks, named, settle } from "./field.js";
import { textObject } from "./mrkdwn.js";

function choiceRow(element, spot, option, index, group) {
  const { surface, blockId } = spot;
  const [labelId, hintId] = [uniqueId("choice"), uniqueId("choice-hint")];
  const hint =
    option.description &&
    h(
      "span",
      { class: "choice-hint", id: hintId },
      textObject(option.description, surface.directory),
    );
  const input = h("input", {
    type: group.type,
    name: group.name,
    value: option.value,
    "aria-labelledby": labelId,
    "aria-describedby": hint ? hintId : undefined,
    data: {
      actionId: element.action_id,
      blockId,
      focus: surface.focusName(blockId, element.action_id, `choice-${index}`),
    },
    on: { change: group.changed },
  });
  return h(
    "label",
    { class: "choice" },
    input,
    h("span", {}, h("span", { id: labelId }, textObject(option.text, surface.directory)), hint),
  );
}

/** `read` makes of the picked options what is held and the plain value; `show` the values that are ticked. */
function choices(element, spot, type, read, show) {
  const { surface, blockId } = spot;
  const inputs = () => [...field.querySelectorAll("input")];
  const write = (value) => {
    const held = show(value);
    for (const input of inputs()) input.checked = held.includes(input.value);
  };
  const changed = () => {
    const picked = element.options.filter((_, index) => inputs()[index].checked);
    const [value, plain] = read(picked);
    settle(element, spot, value, plain, write);
  };
  const group = { type, name: uniqueId(element.action_id), changed };
  const { data, id, ...naming } = hooks(element, {
    ...spot,
    naming: named(element, spot, "Options"),
  });
  const role = type === "radio" ? "radiogroup" : "group";
  const field = h(
    "div",
    { role, id, ...naming, class: "choices", data: { actionId: data.actionId, blockId } },
    element.options.map((option, index) => choiceRow(element, spot, option, index, group)),
  );
  write(surface.value(blockId, element));
  surface.follow(blockId, element, write);
  return field;
}

const optionValues = (options) => (options ?? []).map(({ value }) => value);

/** A set of boxes, any of which may be ticked. */
export function checkboxes(element, spot) {
  return choices(
    element,
    spot,
    "checkbox",
    (picked) => [picked, optionValues(picked)],
    optionValues,
  );
}

/** A set of options, one of which is chosen. */
export function radioButtons(element, spot) {
  return choices(
    element,
    spot,
    "radio",
    ([option]) => [option, option.value],
    (option) => (option ? [option.value] : []),
  );
}
