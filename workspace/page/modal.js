/** The modal: the top view of the person's stack, in a dialog that keeps the focus. */
import { showBlocks } from "./blocks.js";
import { h, keepingFocus, uniqueId } from "./dom.js";
import { iconButton } from "./icons.js";
import { plainText } from "./mrkdwn.js";
import { fieldKeys } from "./surface.js";

/** Where the focus goes when a view opens: where the app says, else the first field, else the first button. */
const FIRST = ["[autofocus]", ".input :is(input, textarea, [contenteditable])", "button, a[href]"];

export class Modal {
  #surfaces = new Map();
  #view = null;
  #returnTo = null;
  #errors = "{}";

  /** @param {import("./store.js").Store} store */
  constructor(store) {
    this.store = store;
    this.#build();
    document.body.append(this.node);
  }

  #build() {
    const titleId = uniqueId("modal-title");
    this.title = h("h2", { id: titleId });
    this.depth = h("p", { class: "modal-depth" });
    this.leave = iconButton("close", "Close", () => this.#close(true));
    this.body = h("div", { class: "modal-body blocks" });
    this.trouble = h("p", { class: "modal-trouble", role: "alert" });
    const click = () => this.#close(false);
    this.closeButton = h("button", { type: "button", class: "plain", on: { click } });
    this.submitButton = h("button", { type: "submit", class: "primary" });
    this.form = h(
      "form",
      { novalidate: true, on: { submit: (event) => this.#submit(event) } },
      h("div", { class: "dialog-head" }, h("div", {}, this.title, this.depth), this.leave),
      h("div", { class: "modal-scroll", tabindex: "-1" }, this.body),
      this.trouble,
      h("div", { class: "button-row modal-foot" }, this.closeButton, this.submitButton),
    );
    const cancel = (event) => this.#cancelled(event);
    const props = { class: "modal", "aria-labelledby": titleId, on: { cancel } };
    this.node = h("dialog", props, this.form);
  }

  /** Shows the stack's top view; closes when there is none. @param {object[]} views */
  show(views) {
    const view = views.at(-1);
    this.#forget(views);
    if (!view) this.#hide();
    else if (view.id === this.#view?.id) this.#update(view, views.length);
    else this.#open(view, views.length);
  }

  /** The same view again: only what changed is made anew. When nothing of it is left, it is a new page. */
  #update(view, depth) {
    const before = [...this.body.children];
    const pressed = document.activeElement?.closest("button[data-action-id]")?.dataset.actionId;
    keepingFocus(() => this.#fill(view, depth));
    if (before.length && !before.some((block) => block.isConnected)) this.#turnPage(pressed);
    else if (!this.node.contains(document.activeElement)) this.#firstFocus();
  }

  /** A button that was pressed to turn the page keeps the focus if the new page has it too. */
  #turnPage(pressed) {
    this.body.parentElement.scrollTop = 0;
    const again =
      pressed && this.body.querySelector(`button[data-action-id="${CSS.escape(pressed)}"]`);
    if (again) again.focus();
    else this.#firstFocus();
  }

  get isOpen() {
    return this.node.open;
  }

  #forget(views) {
    const open = new Set(views.map(({ id }) => id));
    for (const id of this.#surfaces.keys()) if (!open.has(id)) this.#surfaces.delete(id);
  }

  #surface(view) {
    if (!this.#surfaces.has(view.id)) {
      this.#surfaces.set(view.id, this.store.surface("modal", { view: view.id }));
    }
    return this.#surfaces.get(view.id);
  }

  #open(view, depth) {
    if (!this.node.open) this.#returnTo = document.activeElement?.dataset?.focus ?? null;
    this.body.replaceChildren();
    this.#errors = "{}";
    this.#fill(view, depth);
    if (!this.node.open) this.node.showModal();
    this.#turnPage();
  }

  #firstFocus() {
    const first =
      FIRST.map((selector) => this.body.querySelector(selector)).find(Boolean) ?? this.submitButton;
    (first.checkVisibility() ? first : this.closeButton).focus();
  }

  #fill(view, depth) {
    this.#view = view;
    const surface = this.#surface(view);
    surface.learn(view);
    surface.prune(fieldKeys(view.blocks ?? []));
    this.node.dataset.view = view.id;
    this.node.dataset.callbackId = view.callback_id ?? "";
    this.#words(view, depth);
    showBlocks(this.body, view.blocks ?? [], surface);
    surface.refreshFields();
    this.#goToError(view.errors ?? {});
  }

  #words(view, depth) {
    this.title.textContent = plainText(view.title);
    this.depth.textContent = depth > 1 ? "Closing goes back to the window below" : "";
    this.leave.setAttribute("aria-label", depth > 1 ? "Close all" : "Close");
    this.closeButton.textContent = plainText(view.close) || (depth > 1 ? "Back" : "Cancel");
    this.submitButton.textContent = plainText(view.submit) || "Submit";
    this.submitButton.hidden = !view.submit;
  }

  /** New errors take the focus to the first field that has one. */
  #goToError(errors) {
    const mark = JSON.stringify(errors);
    if (mark === this.#errors) return;
    this.#errors = mark;
    const block = this.body.querySelector(".has-error");
    block?.scrollIntoView({ block: "center" });
    block?.querySelector("input, textarea, [contenteditable], button")?.focus();
  }

  #hide() {
    if (!this.node.open) return;
    this.store.toasts.comeHome();
    this.node.close();
    this.#view = null;
    this.trouble.textContent = "";
    const back =
      this.#returnTo && document.querySelector(`[data-focus="${CSS.escape(this.#returnTo)}"]`);
    if (back) back.focus();
  }

  get #busy() {
    return this.submitButton.getAttribute("aria-busy") === "true";
  }

  set #busy(busy) {
    this.submitButton.setAttribute("aria-busy", String(busy));
  }

  async #submit(event) {
    event.preventDefault();
    if (!this.#view?.submit || this.#busy) return;
    const { id } = this.#view;
    this.trouble.textContent = "";
    this.#errors = "{}";
    this.#busy = true;
    await this.#surface(this.#view).settled();
    const answer = await this.store.attempt(() => this.store.person.submit(id));
    this.#busy = false;
    if (answer && !answer.ok && this.#view?.id === id)
      this.trouble.textContent = troubleOf(answer, this.store.directory.app.name);
  }

  async #close(all) {
    if (!this.#view) return;
    const { id } = this.#view;
    await this.#surface(this.#view).settled();
    await this.store.attempt(() => this.store.person.close(id, all));
  }

  /** Escape goes the way of the close button; the dialog itself closes when the workspace says so. */
  #cancelled(event) {
    event.preventDefault();
    this.#close(false);
  }
}

function troubleOf({ status, error }, app) {
  if (error === "invalid") return ""; // the fields say it
  return `${app} did not take this (${error ?? `status ${status}`}). What you typed is still here; try again.`;
}
