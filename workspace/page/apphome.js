/** The app's own place: its home tab and the direct message with it. */
import { showBlocks } from "./blocks.js";
import { h, keepingFocus } from "./dom.js";
import { itemFor } from "./keyboard.js";
import { goTo } from "./route.js";

const TABS = [
  ["home", "Home"],
  ["messages", "Messages"],
];

export class HomeTab {
  #surface = null;

  constructor(store) {
    this.store = store;
    this.blocks = h("div", { class: "blocks home-blocks" });
    this.empty = h("p", { class: "empty" });
    this.node = h(
      "div",
      {
        class: "home",
        id: "app-panel-home",
        role: "tabpanel",
        "aria-labelledby": "app-tab-home",
        tabindex: "0",
        data: { focus: "home" },
      },
      this.blocks,
      this.empty,
    );
  }

  show() {
    const { home } = this.store.screen;
    this.empty.hidden = Boolean(home);
    this.empty.textContent = `${this.store.directory.app.name ?? "The app"} has not published a home tab for you yet.`;
    if (!home) {
      this.blocks.replaceChildren();
      return;
    }
    const surface = this.#surfaceFor(home);
    surface.learn(home);
    this.node.dataset.view = home.id;
    keepingFocus(() => showBlocks(this.blocks, home.blocks ?? [], surface));
    surface.refreshFields();
  }

  #surfaceFor({ id }) {
    if (this.#surface?.address.view !== id) {
      this.#surface = this.store.surface("home", { view: id });
    }
    return this.#surface;
  }
}

function tab(name, title, current) {
  const selected = name === current;
  return h(
    "button",
    {
      type: "button",
      role: "tab",
      id: `app-tab-${name}`,
      "aria-selected": String(selected),
      "aria-controls": `app-panel-${name}`,
      tabindex: selected ? "0" : "-1",
      data: { focus: `tab/${name}` },
      on: { click: () => goTo({ app: name }) },
    },
    title,
  );
}

/** The tabs above the app's place; arrow keys go from one to the other. */
export function appTabs(current, { home }) {
  const onKey = (event) => {
    const tabs = [...event.currentTarget.children];
    const key = { ArrowRight: "ArrowDown", ArrowLeft: "ArrowUp" }[event.key] ?? event.key;
    const next = itemFor({ key }, tabs, document.activeElement);
    if (!next) return;
    next.focus();
    next.click();
  };
  return h(
    "div",
    { class: "tabs", role: "tablist", "aria-label": "App", on: { keydown: onKey } },
    TABS.filter(([name]) => home || name !== "home").map(([name, title]) =>
      tab(name, title, current),
    ),
  );
}
