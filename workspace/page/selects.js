/** The selects of Block Kit: what they hold, and where their options come from. */
import { Refused } from "./api.js";
import { avatar } from "./avatar.js";
import { hooks, named, settle } from "./field.js";
import { plainText } from "./mrkdwn.js";
import { Select, matching } from "./select.js";

function asChoice(option) {
  return {
    value: option.value,
    text: plainText(option.text),
    hint: plainText(option.description) || undefined,
    option,
  };
}

function asGroups({ options, option_groups: groups }) {
  if (!groups) return [{ choices: (options ?? []).map(asChoice) }];
  const group = ({ label, options: own }) => ({
    label: plainText(label),
    choices: own.map(asChoice),
  });
  return groups.map(group);
}

/** What each kind of select holds: whole options, or ids that the directory has names for. */
const NAMES = {
  users: (id, directory) => directory.userName(id),
  conversations: conversationName,
  channels: (id, directory) => `#${directory.channelName(id)}`,
};

function conversationName(id, directory) {
  if (id.startsWith("D")) return directory.app.name;
  return id.startsWith("U") ? directory.userName(id) : `#${directory.channelName(id)}`;
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

/** Every select and multi-select. */
export function selectField(element, spot) {
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
