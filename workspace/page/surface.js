/**
 * A surface is where blocks stand: a message, a modal or the home tab. It knows what its fields hold,
 * carries what a person does to the workspace, and keeps what was typed and not yet sent.
 *
 * As in Slack, the page holds what a person put into a field; an update by the app does not overwrite it
 * as long as block id and action id stay (https://docs.slack.dev/reference/methods/views.update).
 */
import { Refused } from "./api.js";
import { debounce } from "./dom.js";

const PAUSE_MS = 300;

/** Element type → [its key in state.values, its key for the first value]. */
const HOLDS = {
  plain_text_input: ["value", "initial_value"],
  number_input: ["value", "initial_value"],
  email_text_input: ["value", "initial_value"],
  url_text_input: ["value", "initial_value"],
  rich_text_input: ["rich_text_value", "initial_value"],
  file_input: ["files", "initial_files"],
  static_select: ["selected_option", "initial_option"],
  external_select: ["selected_option", "initial_option"],
  users_select: ["selected_user", "initial_user"],
  conversations_select: ["selected_conversation", "initial_conversation"],
  channels_select: ["selected_channel", "initial_channel"],
  multi_static_select: ["selected_options", "initial_options"],
  multi_external_select: ["selected_options", "initial_options"],
  multi_users_select: ["selected_users", "initial_users"],
  multi_conversations_select: ["selected_conversations", "initial_conversations"],
  multi_channels_select: ["selected_channels", "initial_channels"],
  checkboxes: ["selected_options", "initial_options"],
  radio_buttons: ["selected_option", "initial_option"],
  datepicker: ["selected_date", "initial_date"],
  timepicker: ["selected_time", "initial_time"],
  datetimepicker: ["selected_date_time", "initial_date_time"],
};

const fieldKey = (blockId, actionId) => `${blockId}/${actionId}`;

export class Surface {
  #drafts = new Map();
  #unsent = new Map();
  #underway = new Set();
  #typing = Promise.resolve();
  #followers = new Map();
  #waiting = new Map();
  #sendSoon = debounce(() => this.sendTyped(), PAUSE_MS);

  /**
   * @param {object} options
   * @param {"message"|"modal"|"home"} options.kind
   * @param {object} options.address {view} or {channel, ts}: how the control interface finds this surface
   * @param {import("./api.js").Person} options.person
   * @param {import("./directory.js").Directory} options.directory
   * @param {(text: string) => void} options.notify tells the person what was refused
   */
  constructor({ kind, address, person, directory, notify }) {
    this.kind = kind;
    this.address = address;
    this.person = person;
    this.directory = directory;
    this.notify = notify;
    this.key = address.view ?? `${address.channel}/${address.ts}`;
    this.values = {};
    this.errors = {};
  }

  /** Takes in the workspace's newest word on this view. */
  learn({ state, errors }) {
    this.values = state?.values ?? {};
    this.errors = errors ?? {};
  }

  /** Forgets the fields that are no longer on the surface. */
  prune(keys) {
    for (const map of [this.#drafts, this.#followers, this.#waiting]) {
      for (const key of map.keys()) if (!keys.has(key)) map.delete(key);
    }
  }

  /** Lets a field that the person has not touched here follow the workspace. */
  follow(blockId, element, write) {
    this.#followers.set(fieldKey(blockId, element.action_id), () =>
      write(this.value(blockId, element)),
    );
  }

  /** Lets a field that waits for a pause in typing be called upon when there is no time to wait. */
  hurry(blockId, element, send) {
    this.#waiting.set(fieldKey(blockId, element.action_id), send);
  }

  /** Writes the workspace's values into the untouched fields. */
  refreshFields() {
    for (const [key, write] of this.#followers) if (!this.#drafts.has(key)) write();
  }

  focusName(blockId, actionId, part = "") {
    return `${this.key}/${blockId}/${actionId}/${part}`;
  }

  /** What an element holds now: drafted here, else in the workspace's state, else at first. */
  value(blockId, element) {
    const draft = this.#drafts.get(fieldKey(blockId, element.action_id));
    if (draft !== undefined) return draft;
    const [stateKey, firstKey] = HOLDS[element.type] ?? [];
    const held = this.values[blockId]?.[element.action_id];
    return held && stateKey in held ? held[stateKey] : element[firstKey];
  }

  /** Keeps what a person put into a field. */
  keep(blockId, element, value) {
    this.#drafts.set(fieldKey(blockId, element.action_id), value);
  }

  /** Presses, picks or chooses, after what was typed before; `plain` is as the control interface takes it. */
  async act(blockId, element, plain) {
    const action = {
      ...this.address,
      block_id: blockId,
      action_id: element.action_id,
      value: plain,
    };
    const typed = this.sendTyped();
    await this.#tell(async () => {
      await typed;
      return this.person.act(action);
    });
    if (this.kind !== "modal") this.#drafts.delete(fieldKey(blockId, element.action_id));
  }

  /** Notes typed text; sends it after a pause when the app wants to hear of characters. */
  typed(blockId, element, text, hears) {
    this.keep(blockId, element, text);
    const typed = { ...this.address, block_id: blockId, action_id: element.action_id, value: text };
    this.#unsent.set(fieldKey(blockId, element.action_id), typed);
    if (hears) this.#sendSoon();
  }

  /** Sends typed text with the news that Enter was pressed. */
  entered(blockId, element, text) {
    const typed = {
      ...this.address,
      block_id: blockId,
      action_id: element.action_id,
      value: text,
      enter: true,
    };
    this.#unsent.set(fieldKey(blockId, element.action_id), typed);
    return this.sendTyped();
  }

  /** Sends all typed text that is unsent, in the order of typing, and waits until it has arrived. */
  sendTyped() {
    this.#sendSoon.cancel();
    const waiting = [...this.#unsent.values()];
    this.#unsent.clear();
    const before = this.#typing;
    if (waiting.length) this.#typing = this.#tell(() => this.#sendInTurn(before, waiting));
    return this.#typing;
  }

  async #sendInTurn(before, waiting) {
    await before;
    for (const typed of waiting) await this.person.type(typed);
  }

  /** Sends what is unsent and waits until everything that was done here has been answered. */
  async settled() {
    await Promise.all([...this.#waiting.values()].map((send) => send()));
    await this.sendTyped();
    await Promise.all([...this.#underway]);
  }

  /** Uploads a file; answers its file object, or null when it was refused. @param {File} file */
  upload(file) {
    return this.#tell(() => this.person.upload(file));
  }

  /** Options of a select for what was typed so far. */
  options(blockId, element, query) {
    return this.person.options({
      ...this.address,
      block_id: blockId,
      action_id: element.action_id,
      query,
    });
  }

  /** Does one thing at the workspace; answers what it answered, or null when it was refused. */
  #tell(send) {
    const told = this.#attempt(send).finally(() => this.#underway.delete(told));
    this.#underway.add(told);
    return told;
  }

  async #attempt(send) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.notify(error.message);
      return null;
    }
  }
}

/** The `block/action` keys of all fields in some blocks. */
export function fieldKeys(blocks) {
  const keys = new Set();
  for (const block of blocks) {
    const elements = [block.element, block.accessory, ...(block.elements ?? [])];
    for (const element of elements)
      if (element?.action_id) keys.add(fieldKey(block.block_id, element.action_id));
  }
  return keys;
}
