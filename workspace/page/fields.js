/**
 * Fields that hold a value: text, dates, checkboxes, radio buttons and all the selects
 * (https://docs.slack.dev/reference/block-kit/block-elements). Each maker takes the element and its spot:
 * where it stands, how it is named and who hears of it.
 */
import { Refused } from "./api.js";
import { avatar } from "./avatar.js";
import { fromLocalMinute, localMinute } from "./dates.js";
import { debounce, h, uniqueId } from "./dom.js";
import { plainText, textObject } from "./mrkdwn.js";
import { Select, matching } from "./select.js";

const KEYBOARD_PAUSE_MS = 700;

/**
 * @typedef {object} Spot
 * @property {string} blockId
 * @property {import("./surface.js").Surface} surface
 * @property {{labelledby?: string, label?: string, describedby?: string, id?: string}} naming
 * @property {boolean} [optional]
 * @property {boolean} [hears] an input block with dispatch_action
 * @property {(element: object) => Promise<boolean>} allowed asks the element's confirm question
 */

/** Attributes that every control has: its hooks and its accessible name. */
export function hooks(element, { blockId, surface, naming }, part = "") {
  return {
    id: part ? undefined : naming.id,
    data: {
      actionId: element.action_id,
      blockId,
      focus: surface.focusName(blockId, element.action_id, part),
    },
    "aria-labelledby": naming.labelledby,
    "aria-label": naming.labelledby ? undefined : naming.label,
    "aria-describedby": naming.describedby,
    autofocus: element.focus_on_load && !part ? true : undefined,
  };
}

/** Keeps a value and carries it to the workspace; a "no" to the confirm question puts the old one back. */
async function settle(element, spot, value, plain, restore) {
  const { surface, blockId } = spot;
  if (!(await spot.allowed(element))) {
    restore(surface.value(blockId, element));
    return;
  }
  surface.keep(blockId, element, value);
  await surface.act(blockId, element, plain);
}

/* Text */

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

function textField(element, spot) {
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
    if (document.activeElement !== field && field.value !== (value ?? ""))
      field.value = value ?? "";
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

/* Dates and times: the browser's own pickers, which the keyboard and screen readers know. */

/** type → the input's type, and how a held value is shown and read. */
const MOMENTS = {
  datepicker: { type: "date", show: (value) => value ?? "", read: (text) => text || null },
  timepicker: { type: "time", show: (value) => value ?? "", read: (text) => text || null },
  datetimepicker: {
    type: "datetime-local",
    show: (value, zone) => (value ? localMinute(new Date(value * 1000), zone) : ""),
    read: (text, zone) => (text ? fromLocalMinute(text.slice(0, 16), zone) : null),
  },
};

/** A year that is still being typed (0202) is no date yet. */
const settled = (text) => !/^0/.test(text) || /^\d\d:/.test(text);

function momentField(element, spot) {
  const { surface, blockId } = spot;
  const kind = MOMENTS[element.type];
  const zone = element.timezone ?? surface.directory.zone;
  const field = h("input", {
    ...hooks(element, { ...spot, naming: named(element, spot, "Select a date") }),
    class: "text-field moment",
    type: kind.type,
  });
  const write = (value) => {
    if (document.activeElement !== field) field.value = kind.show(value, zone);
  };
  const restore = (value) => (field.value = kind.show(value, zone));
  const send = () => {
    const value = kind.read(field.value, zone);
    if (settled(field.value) && value !== (surface.value(blockId, element) ?? null))
      settle(element, spot, value, value, restore);
  };
  const soon = debounce(send, KEYBOARD_PAUSE_MS);
  field.addEventListener("input", soon);
  field.addEventListener("blur", () => soon.now());
  restore(surface.value(blockId, element));
  surface.follow(blockId, element, write);
  return field;
}

function named(element, { naming }, otherwise) {
  if (naming.labelledby) return naming;
  return { ...naming, label: plainText(element.placeholder) || naming.label || otherwise };
}

/* Checkboxes and radio buttons */

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

function checkboxes(element, spot) {
  return choices(
    element,
    spot,
    "checkbox",
    (picked) => [picked, optionValues(picked)],
    optionValues,
  );
}

function radioButtons(element, spot) {
  return choices(
    element,
    spot,
    "radio",
    ([option]) => [option, option.value],
    (option) => (option ? [option.value] : []),
  );
}

/* Selects */

function asChoice(option) {
  return {
    value: option.value,
    text: plainText(option.text),
    hint: plainText(option.description) || undefined,
    option,
  };
}

function asGroups({ options, option_groups: groups }) {
  if (groups)
    return groups.map((group) => ({
      label: plainText(group.label),
      choices: group.options.map(asChoice),
    }));
  return [{ choices: (options ?? []).map(asChoice) }];
}

/** What each kind of select holds: whole options, or ids that the directory has names for. */
const NAMES = {
  users: (id, directory) => directory.userName(id),
  conversations: (id, directory) => conversationName(id, directory),
  channels: (id, directory) => `#${directory.channelName(id)}`,
};

function conversationName(id, directory) {
  return id.startsWith("D") || id.startsWith("U")
    ? directory.userName(id)
    : `#${directory.channelName(id)}`;
}

function kindOf(type) {
  return type.replace(/^multi_/, "").replace(/_select$/, "");
}

function chosenOf(value, element, directory) {
  const held = value === undefined || value === null ? [] : [value].flat();
  const name = NAMES[kindOf(element.type)];
  return held.map((item) => (name ? { value: item, text: name(item, directory) } : asChoice(item)));
}

function finder(element, { surface, blockId }) {
  if (kindOf(element.type) === "static") return async (query) => matching(asGroups(element), query);
  return async (query) => {
    const answer = await surface.options(blockId, element, query).catch((error) => {
      if (!(error instanceof Refused)) throw error; // the workspace has told the person
      return { options: [] };
    });
    return asGroups(answer).map((group) => withFaces(group, element, surface.directory));
  };
}

/** People are offered with their square and their role. */
function withFaces(group, { type }, directory) {
  if (kindOf(type) !== "users") return group;
  const face = ({ value, text }) => ({
    mark: avatar(value, text, directory),
    hint: directory.person(value) && directory.role(directory.person(value)),
  });
  return { ...group, choices: group.choices.map((choice) => ({ ...choice, ...face(choice) })) };
}

function selectField(element, spot) {
  const { surface, blockId } = spot;
  const multiple = element.type.startsWith("multi_");
  const byId = kindOf(element.type) in NAMES;
  const naming = named(element, spot, "Select an item");
  const commit = (chosen) => {
    const held = chosen.map((choice) => (byId ? choice.value : choice.option));
    const plain = chosen.map(({ value }) => value);
    const value = multiple ? held : (held[0] ?? null);
    settle(element, spot, value, multiple ? plain : (plain[0] ?? null), restore);
  };
  const select = new Select({
    multiple,
    commit,
    most: element.max_selected_items ?? Infinity,
    clearable: Boolean(spot.optional),
    least: kindOf(element.type) === "external" ? (element.min_query_length ?? 3) : 0,
    find: finder(element, spot),
    chosen: chosenOf(surface.value(blockId, element), element, surface.directory),
    input: {
      ...hooks(element, { ...spot, naming }),
      placeholder: plainText(element.placeholder) || "Select an item",
    },
  });
  const restore = (value) => select.write(chosenOf(value, element, surface.directory));
  surface.follow(blockId, element, restore);
  return select.node;
}

const SELECTS = ["static", "external", "users", "conversations", "channels"];

/** Element type → maker. */
export const FIELDS = {
  plain_text_input: textField,
  number_input: textField,
  email_text_input: textField,
  url_text_input: textField,
  datepicker: momentField,
  timepicker: momentField,
  datetimepicker: momentField,
  checkboxes,
  radio_buttons: radioButtons,
  ...Object.fromEntries(
    SELECTS.flatMap((kind) => [
      [`${kind}_select`, selectField],
      [`multi_${kind}_select`, selectField],
    ]),
  ),
};
