/** The box to write in: messages, slash commands with completion, the app's global shortcuts. */
import { completed, suggestionsFor, usageOf } from "./completion.js";
import { h, uniqueId } from "./dom.js";
import { icon } from "./icons.js";
import { menuButton } from "./menu.js";
import { hang } from "./popup.js";
import { asEscaped, asSent } from "./sending.js";

export class Composer {
  #drafts = new Map();
  #suggestions = [];
  #active = 0;
  #takeAway = null;

  /**
   * @param {import("./store.js").Store} store
   * @param {{thread: boolean}} options
   */
  constructor(store, { thread }) {
    this.store = store;
    this.thread = thread;
    this.listId = uniqueId("suggestions");
    this.input = h("textarea", {
      class: "composer-input",
      rows: "1",
      "aria-autocomplete": "list",
      on: {
        input: () => this.#changed(),
        keydown: (event) => this.#key(event),
        blur: () => this.#hide(),
        click: () => this.#suggest(),
      },
    });
    this.usage = h("p", { class: "usage", role: "status" });
    this.sendButton = h(
      "button",
      {
        type: "submit",
        class: "primary send",
        "aria-label": thread ? "Send reply" : "Send message",
      },
      icon("send"),
    );
    const shortcuts =
      !thread &&
      menuButton({ class: "quiet" }, icon("bolt"), "App shortcuts", () => this.#shortcuts());
    this.node = h(
      "form",
      { class: "composer", on: { submit: (event) => this.#submit(event) } },
      this.usage,
      h("div", { class: "composer-box" }, shortcuts, this.input, this.sendButton),
    );
    this.closed = h("div", { class: "composer-closed", hidden: true });
    this.node.append(this.closed);
  }

  /** Writes to another place; what was typed for the last one is kept. */
  show({ channel, threadTs, name, closed }) {
    const key = `${channel}/${threadTs ?? ""}`;
    if (key !== this.key) {
      if (this.key) this.#drafts.set(this.key, this.input.value);
      this.input.value = this.#drafts.get(key) ?? "";
      this.#hide();
    }
    Object.assign(this, { key, channel, threadTs });
    const label = threadTs ? "Reply in thread" : `Message ${name}`;
    this.input.setAttribute("aria-label", label);
    this.input.placeholder = threadTs ? "Reply…" : label;
    this.#showClosed(closed ?? []);
    this.node.classList.toggle("is-closed", Boolean(closed));
    this.#fit();
  }

  /** What says why one cannot write stays as long as it says the same. */
  #showClosed(parts) {
    const mark = this.key + parts.map((part) => part.textContent ?? part).join();
    if (mark !== this.closedMark) this.closed.replaceChildren(...parts);
    this.closedMark = mark;
    this.closed.hidden = !parts.length;
  }

  focus() {
    this.input.focus();
  }

  #shortcuts() {
    const { app } = this.store.directory;
    const all = (app.shortcuts ?? []).filter(({ type }) => type === "global");
    if (!all.length) return [{ label: "This app has no shortcuts", disabled: true }];
    return all.map((shortcut) => ({
      label: shortcut.name,
      hint: shortcut.description || app.name,
      data: { callbackId: shortcut.callback_id },
      choose: () =>
        this.store.attempt(() => this.store.person.shortcut({ callback_id: shortcut.callback_id })),
    }));
  }

  get #beforeCaret() {
    return this.input.value.slice(0, this.input.selectionEnd);
  }

  #changed() {
    this.#fit();
    this.#suggest();
  }

  #fit() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 200)}px`;
    this.usage.textContent = usageOf(this.input.value, this.store.directory) ?? "";
  }

  #suggest() {
    this.#suggestions = suggestionsFor(this.#beforeCaret, this.store.directory);
    if (!this.#suggestions.length) {
      this.#hide();
      return;
    }
    if (!this.#takeAway) {
      this.list = h("div", {
        role: "listbox",
        id: this.listId,
        class: "popup options suggestions",
        "aria-label": "Suggestions",
        on: { pointerdown: (event) => event.preventDefault() },
      });
      this.#takeAway = hang(this.input, this.list, { wide: true }, () => this.#hide());
      this.input.setAttribute("aria-controls", this.listId);
    }
    this.list.replaceChildren(...this.#suggestions.map((item, index) => this.#option(item, index)));
    this.#activate(0);
    window.dispatchEvent(new Event("resize"));
  }

  #option(item, index) {
    return h(
      "div",
      {
        role: "option",
        id: `${this.listId}-${index}`,
        class: "option",
        "aria-selected": "false",
        on: { click: () => this.#take(item) },
      },
      h(
        "span",
        { class: "option-text" },
        item.label,
        item.hint && h("span", { class: "option-hint" }, item.hint),
      ),
    );
  }

  #activate(index) {
    this.#active = index;
    [...this.list.children].forEach((option, place) => {
      option.classList.toggle("active", place === index);
      option.setAttribute("aria-selected", String(place === index));
    });
    this.input.setAttribute("aria-activedescendant", `${this.listId}-${index}`);
  }

  #hide() {
    this.#takeAway?.();
    this.#takeAway = null;
    this.input.removeAttribute("aria-activedescendant");
    this.input.removeAttribute("aria-controls");
  }

  #take(item) {
    const before = completed(this.#beforeCaret, item);
    this.input.value = before + this.input.value.slice(this.input.selectionEnd);
    this.input.setSelectionRange(before.length, before.length);
    this.#hide();
    this.#fit();
    this.input.focus();
  }

  #key(event) {
    if (event.isComposing) return;
    if (this.#takeAway && this.#listKey(event)) event.preventDefault();
    else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.node.requestSubmit();
    }
  }

  /** Keys while suggestions are shown; what is written out already may be sent with Enter at once. */
  #listKey({ key, shiftKey }) {
    const item = this.#suggestions[this.#active];
    const complete = this.#beforeCaret.trim().endsWith(item.insert.trim());
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (step)
      this.#activate((this.#active + step + this.#suggestions.length) % this.#suggestions.length);
    else if (key === "Escape") this.#hide();
    else if ((key === "Enter" && !complete) || (key === "Tab" && !shiftKey)) this.#take(item);
    else return false;
    return true;
  }

  async #submit(event) {
    event.preventDefault();
    const text = this.input.value.trim();
    if (!text || this.node.classList.contains("is-closed")) return;
    this.#hide();
    const sent = await this.store.attempt(() => this.#send(text));
    if (sent === null) return;
    if (this.input.value.trim() === text) this.input.value = "";
    this.#fit();
  }

  /** The app has three seconds to acknowledge; until then the button shows that it is waited for. */
  async #run(command, text) {
    const { person, directory } = this.store;
    const line = command.should_escape ? asEscaped(text, directory) : text;
    this.sendButton.setAttribute("aria-busy", "true");
    try {
      return await person.command(this.channel, line);
    } finally {
      this.sendButton.removeAttribute("aria-busy");
    }
  }

  #send(text) {
    const { person, directory, toasts } = this.store;
    if (!text.startsWith("/"))
      return person.message(this.channel, asSent(text, directory), this.threadTs);
    const command = text.split(/\s/)[0];
    const known = (directory.app.commands ?? []).find((item) => item.command === command);
    const problem = !known
      ? `${command} is not a command in this workspace.`
      : this.thread
        ? "Slash commands do not work in threads."
        : null;
    if (!problem) return this.#run(known, text);
    toasts.show(problem);
    return null;
  }
}
