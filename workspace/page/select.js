/**
 * A select with typing ahead: one box for every select and multi-select of Block Kit.
 * Keyboard as in the combobox pattern of WAI-ARIA: arrows, Enter, Escape, Backspace.
 */
import { debounce, h, uniqueId } from "./dom.js";
import { icon, iconButton } from "./icons.js";
import { hang } from "./popup.js";

const ASK_AFTER_MS = 150;

/** @typedef {{value: string, text: string, hint?: string, mark?: Element}} Choice */

export class Select {
  #chosen;
  #choices = [];
  #active = -1;
  #takeAway = null;
  #before = "";
  #asked = 0;
  #answer = null;
  #askSoon = debounce(() => this.#ask(), ASK_AFTER_MS);

  /**
   * @param {object} options
   * @param {(query: string) => Promise<{label?: string, choices: Choice[]}[]>} options.find groups for a query
   * @param {(chosen: Choice[]) => void} options.commit called when the choice has changed and is settled
   * @param {Choice[]} options.chosen
   * @param {boolean} [options.multiple]
   * @param {number} [options.most] how many may be chosen
   * @param {number} [options.least] how many letters it takes before choices are asked for
   * @param {boolean} [options.clearable]
   * @param {object} options.input attributes of the text box (name, placeholder, hooks)
   */
  constructor(options) {
    this.options = { multiple: false, most: Infinity, least: 0, clearable: false, ...options };
    this.#chosen = options.chosen;
    this.listId = uniqueId("options");
    this.input = this.#makeInput(options.input);
    this.chips = h("span", { class: "chips" });
    const hidden = { class: "quiet select-clear", hidden: true };
    this.clear = iconButton("close", "Clear selection", () => this.#clearAll(), hidden);
    this.node = h(
      "div",
      { class: this.options.multiple ? "select multiple" : "select" },
      this.chips,
      this.input,
      this.clear,
      icon("down"),
    );
    this.node.addEventListener("pointerdown", (event) => this.#pressed(event));
    this.#show();
  }

  /** Shows another choice without telling anyone. */
  write(chosen) {
    if (this.#takeAway || JSON.stringify(values(chosen)) === JSON.stringify(values(this.#chosen)))
      return;
    this.#chosen = chosen;
    this.#show();
  }

  #makeInput(attributes) {
    const listeners = {
      click: () => this.#open(),
      input: () => this.#typed(),
      keydown: (event) => this.#key(event),
      blur: () => this.#close(),
      focus: () => this.input.select(),
    };
    return h("input", {
      type: "text",
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      "aria-autocomplete": "list",
      "aria-haspopup": "listbox",
      "aria-expanded": "false",
      "aria-controls": this.listId,
      ...attributes,
      on: listeners,
    });
  }

  #show() {
    const { multiple, clearable, input } = this.options;
    this.clear.hidden = !(clearable && !multiple && this.#chosen.length);
    if (multiple) {
      this.chips.replaceChildren(...this.#chosen.map((choice) => this.#chip(choice)));
      this.input.value = "";
      this.input.placeholder = this.#chosen.length ? "" : (input.placeholder ?? "");
    } else this.input.value = this.#chosen[0]?.text ?? "";
  }

  #chip(choice) {
    return h(
      "span",
      { class: "chip", data: { value: choice.value } },
      choice.text,
      iconButton("close", `Remove ${choice.text}`, () => this.#drop(choice)),
    );
  }

  #pressed(event) {
    if (event.target.closest("button, input")) return;
    event.preventDefault();
    this.input.focus();
    this.#open();
  }

  async #open() {
    if (this.#takeAway || this.input.disabled) return;
    this.#before = JSON.stringify(values(this.#chosen));
    this.list = h("div", {
      role: "listbox",
      id: this.listId,
      class: "popup options",
      "aria-label": this.options.input["aria-label"] ?? "Options",
      "aria-multiselectable": this.options.multiple ? "true" : undefined,
    });
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.#takeAway = hang(this.node, this.list, { wide: true }, () => this.#close());
    this.input.setAttribute("aria-expanded", "true");
    await this.#ask();
  }

  #close() {
    if (!this.#takeAway) return;
    this.#askSoon.cancel();
    this.#takeAway();
    this.#takeAway = null;
    this.#activate(-1);
    this.input.setAttribute("aria-expanded", "false");
    this.#show();
    if (JSON.stringify(values(this.#chosen)) !== this.#before) this.options.commit(this.#chosen);
  }

  #typed() {
    this.#open();
    this.#askSoon();
  }

  /** What has been typed, as opposed to the text of what is chosen. */
  get #query() {
    const text = this.input.value.trim();
    return !this.options.multiple && text === this.#chosen[0]?.text ? "" : text;
  }

  #ask() {
    this.#answer = this.#load();
    return this.#answer;
  }

  async #load() {
    const query = this.#query;
    this.#asked += 1;
    const turn = this.#asked;
    if (query.length < this.options.least) {
      const more = this.options.least - query.length;
      this.#tell(more === 1 ? "Type to search." : `Type ${more} more letters to search.`);
      return;
    }
    const waiting = setTimeout(() => this.#tell("Loading…"), ASK_AFTER_MS);
    const groups = await this.options.find(query);
    clearTimeout(waiting);
    if (turn === this.#asked && this.#takeAway) this.#fill(groups, query);
  }

  #tell(text) {
    this.#choices = [];
    this.#activate(-1);
    this.list?.replaceChildren(
      h(
        "div",
        { class: "no-options", role: "option", "aria-disabled": "true", "aria-selected": "false" },
        text,
      ),
    );
  }

  #fill(groups, query) {
    this.#choices = groups.flatMap((group) => group.choices);
    if (!this.#choices.length) {
      this.#tell(query ? `No matches for “${query}”` : "Nothing to choose from");
      return;
    }
    let index = -1;
    const node = (choice) => this.#optionNode(choice, (index += 1));
    this.list.replaceChildren(
      ...groups
        .filter((group) => group.choices.length)
        .map((group) => {
          const options = group.choices.map(node);
          if (!group.label) return h("div", { role: "presentation" }, options);
          return h(
            "div",
            { role: "group", "aria-label": group.label },
            h("div", { class: "group-label", "aria-hidden": "true" }, group.label),
            options,
          );
        }),
    );
    const chosen = this.#choices.findIndex((choice) => this.#has(choice));
    this.#activate(query || chosen < 0 ? 0 : chosen);
  }

  #optionNode(choice, index) {
    const props = {
      role: "option",
      id: `${this.listId}-${index}`,
      class: "option",
      "aria-selected": String(this.#has(choice)),
      data: { value: choice.value },
    };
    return h(
      "div",
      {
        ...props,
        on: { click: () => this.#choose(choice), pointermove: () => this.#activate(index) },
      },
      choice.mark,
      h(
        "span",
        { class: "option-text" },
        choice.text,
        choice.hint && h("span", { class: "option-hint" }, choice.hint),
      ),
      this.#has(choice) && icon("check"),
    );
  }

  #has(choice) {
    return this.#chosen.some(({ value }) => value === choice.value);
  }

  #activate(index) {
    this.list?.querySelector(".active")?.classList.remove("active");
    this.#active = index;
    const option = index < 0 ? null : document.getElementById(`${this.listId}-${index}`);
    if (!option) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    option.classList.add("active");
    option.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.id);
  }

  #choose(choice) {
    if (!this.options.multiple) {
      this.#chosen = [choice];
      this.#close();
      return;
    }
    if (this.#has(choice))
      this.#chosen = this.#chosen.filter(({ value }) => value !== choice.value);
    else if (this.#chosen.length < this.options.most) this.#chosen = [...this.#chosen, choice];
    this.#show();
    this.#ask();
  }

  #drop(choice) {
    this.#chosen = this.#chosen.filter(({ value }) => value !== choice.value);
    this.#show();
    this.input.focus();
    if (!this.#takeAway) this.options.commit(this.#chosen);
  }

  #clearAll() {
    this.#chosen = [];
    this.#show();
    this.input.focus();
    this.options.commit(this.#chosen);
  }

  #key(event) {
    const act = KEYS[event.key];
    if (!act || event.isComposing) return;
    if (
      act.call(this, { open: Boolean(this.#takeAway), step: (by) => this.#step(by) }, event) ===
      false
    )
      return;
    event.preventDefault();
    event.stopPropagation();
  }

  #step(by) {
    if (!this.#takeAway) this.#open();
    else if (this.#choices.length)
      this.#activate((this.#active + by + this.#choices.length) % this.#choices.length);
  }

  /** Chooses what is marked, once the choices are those for what has been typed. */
  async enter() {
    await (this.#askSoon.now() ?? this.#answer);
    const choice = this.#choices[this.#active];
    if (choice) this.#choose(choice);
  }

  escape() {
    this.#close();
  }

  backspace() {
    const last = this.options.multiple && this.input.value === "" && this.#chosen.at(-1);
    if (last) this.#drop(last);
    return Boolean(last);
  }
}

/** What each key does; `false` leaves the key to the rest of the page. */
const KEYS = {
  ArrowDown: (list) => list.step(1),
  ArrowUp: (list) => list.step(-1),
  Enter(list) {
    if (list.open) this.enter();
    else list.step(0);
  },
  Escape(list) {
    if (list.open) this.escape();
    return list.open;
  },
  Backspace() {
    return this.backspace();
  },
};

function values(chosen) {
  return chosen.map(({ value }) => value);
}

/** Groups cut down to the choices whose text has every word of the query. */
export function matching(groups, query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = ({ text }) => words.every((word) => text.toLowerCase().includes(word));
  return groups.map((group) => ({ ...group, choices: group.choices.filter(fits) }));
}
