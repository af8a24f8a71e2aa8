/** The bar that shows and moves the workspace's time. */
import { post } from "./api.js";
import { fullMoment, relative, shortMoment } from "./dates.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";

const TICK_MS = 1000;

/** Button text → what is asked of the clock. */
const MOVES = [
  ["+1 hour", "Forward an hour", { forward: 3600 }],
  ["Next working day", "Forward to the next working day", { working_day: true }],
  ["To next due", "Forward to the next moment that something falls due", { next_due: true }],
];

export class ClockBar {
  /** @param {import("./store.js").Store} store */
  constructor(store) {
    this.store = store;
    this.now = h("time", { class: "now" });
    this.due = h("p", { class: "due" });
    this.buttons = MOVES.map(([text, label, move]) =>
      h(
        "button",
        {
          type: "button",
          class: "clock-move",
          title: label,
          "aria-label": label,
          on: { click: (event) => this.#move(event.currentTarget, move) },
        },
        text,
      ),
    );
    this.node = h(
      "div",
      { class: "clock", role: "group", "aria-label": "Workspace clock" },
      icon("clock"),
      h("div", { class: "clock-words" }, this.now, this.due),
      h("div", { class: "clock-moves" }, this.buttons),
    );
    store.on("clock", () => this.show());
    setInterval(() => this.show(), TICK_MS);
  }

  show() {
    const { directory } = this.store;
    const [now, zone] = [directory.now(), directory.zone];
    setText(this.now, shortMoment(now, zone) + (directory.running ? "" : " (stopped)"));
    this.now.dateTime = now.toISOString();
    this.now.title = `${fullMoment(now, zone)}, ${zone}`;
    const due = directory.nextDue;
    setText(
      this.due,
      due ? `Next due ${shortMoment(due, zone)} (${relative(due, now)})` : "Nothing due",
    );
    this.buttons[2].disabled = !due;
  }

  async #move(button, move) {
    button.setAttribute("aria-busy", "true");
    await this.store.attempt(() => post("/control/clock", move));
    button.removeAttribute("aria-busy");
  }
}

function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
