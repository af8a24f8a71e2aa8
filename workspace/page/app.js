/** The page itself: puts the parts together and shows the place that the address names. */
import { HomeTab, appTabs } from "./apphome.js";
import { Person, get } from "./api.js";
import { avatar } from "./avatar.js";
import { CanvasPanel } from "./canvas.js";
import { ClockBar } from "./clock.js";
import { Conversation, ThreadPanel } from "./conversation.js";
import { channelHeading, headingMark } from "./heading.js";
import { Directory } from "./directory.js";
import { h, keepingFocus } from "./dom.js";
import { icon, iconButton } from "./icons.js";
import { Modal } from "./modal.js";
import { personSwitcher, showChooser } from "./people.js";
import { Refusals } from "./refusals.js";
import { RequestsPanel } from "./requests.js";
import { goTo, hashOf, personInAddress, placeInAddress } from "./route.js";
import { seedsButton } from "./seeds.js";
import { Sidebar } from "./sidebar.js";
import { Store } from "./store.js";
import { Toasts } from "./toasts.js";

const LOST = "The connection to the local workspace is lost. Trying again…";

class App {
  #homeOpened = false;

  constructor(root, personId) {
    this.root = root;
    this.directory = new Directory(personId);
    this.store = new Store(new Person(personId), this.directory, new Toasts());
  }

  async start() {
    await this.store.start();
    if (!this.directory.person(this.directory.viewer)) {
      showChooser(this.root, this.directory);
      return;
    }
    this.#build();
    this.#follow();
    this.#arrive();
  }

  #follow() {
    const { store } = this;
    store.on("places", () => this.#placesChanged());
    store.on("people", () => this.#showPeople());
    store.on("conversation", () => this.#showPlace());
    store.on("screen", () => this.#showScreen());
    store.on("connection", () => (this.lost.hidden = store.connected));
    window.addEventListener("hashchange", () => {
      this.#arrive();
      this.#readyToWrite();
    });
    document.addEventListener("keydown", (event) => this.#jump(event));
  }

  /** As in Slack, Ctrl+K (or ⌘K) goes to the box that finds a place. */
  #jump(event) {
    if (event.key !== "k" || !(event.ctrlKey || event.metaKey) || this.modal.isOpen) return;
    event.preventDefault();
    this.#showPlaces(true);
    this.sidebar.find();
  }

  #build() {
    this.sidebar = new Sidebar(this.store);
    this.conversation = new Conversation(this.store);
    this.home = new HomeTab(this.store);
    this.thread = new ThreadPanel(this.store);
    this.canvas = new CanvasPanel(this.store);
    this.requests = new RequestsPanel(this.store, () => this.#toggleRequests(false));
    this.modal = new Modal(this.store);
    this.clock = new ClockBar(this.store);
    this.heading = h("header", { class: "place-head" });
    const places = [this.heading, this.home.node, this.conversation.node];
    this.main = h("main", { class: "main", tabindex: "-1" }, places);
    this.lost = h("p", { class: "lost", role: "alert", hidden: true }, LOST);
    this.root.replaceChildren(this.#skip(), this.#topBar(), this.lost, this.#columns());
    this.clock.show();
    this.modal.show(this.store.screen.views);
  }

  #columns() {
    this.sidebar.node.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#leavePlaces();
    });
    const scrim = h("div", { class: "scrim", on: { click: () => this.#showPlaces(false) } });
    const panels = [this.thread.node, this.canvas.node, this.requests.node];
    return h("div", { class: "columns" }, this.sidebar.node, scrim, this.main, panels);
  }

  #skip() {
    return h(
      "button",
      { type: "button", class: "skip", on: { click: () => this.main.focus() } },
      "Skip to the messages",
    );
  }

  #topBar() {
    const toggle = () => this.#toggleRequests(this.requests.node.hidden);
    const pressed = { type: "button", class: "quiet with-words", "aria-pressed": "false" };
    const words = [icon("list"), h("span", {}, "Requests")];
    this.requestsButton = h("button", { ...pressed, on: { click: toggle } }, words);
    const hooks = { class: "quiet places-button", "aria-expanded": "false" };
    this.placesButton = iconButton("menu", "Channels and apps", () => this.#turnPlaces(), hooks);
    this.refusals = new Refusals(this.store, (entry) => this.#showRequest(entry));
    this.requestsButton.append(this.refusals.badge);
    this.you = h("div", {}, personSwitcher(this.directory));
    const end = [this.requestsButton, seedsButton(this.store), this.you];
    const parts = [this.placesButton, this.clock.node, h("div", { class: "topbar-end" }, end)];
    return h("header", { class: "topbar", "aria-label": "Workspace" }, parts);
  }

  #showPeople() {
    keepingFocus(() => this.you.replaceChildren(personSwitcher(this.directory)));
    this.show();
    this.#showScreen();
  }

  #showRequest(number) {
    this.#toggleRequests(true);
    this.requests.point(number);
  }

  #turnPlaces() {
    this.#showPlaces(!document.body.classList.contains("show-places"));
  }

  #toggleRequests(open) {
    this.requestsButton.setAttribute("aria-pressed", String(open));
    if (open) this.requests.open();
    else {
      this.requests.hide();
      this.requestsButton.focus();
    }
  }

  #showPlaces(open) {
    document.body.classList.toggle("show-places", open);
    this.placesButton.setAttribute("aria-expanded", String(open));
    if (open) this.sidebar.node.querySelector("a.current, a.place")?.focus();
  }

  #leavePlaces() {
    this.#showPlaces(false);
    this.placesButton.focus();
  }

  /** The address changed. */
  #arrive() {
    const { place } = this;
    if (place.app !== "home") this.#homeOpened = false;
    this.#showPlaces(false);
    this.show();
    this.#showScreen();
    if (place.app === "home" && !this.#homeOpened) {
      this.#homeOpened = true;
      this.store.attempt(() => this.store.person.home());
    }
  }

  /** As in Slack, one can write at once where one arrives; not on a touch screen, where that opens a keyboard. */
  #readyToWrite() {
    const { place } = this;
    const writes =
      !place.thread &&
      !place.canvas &&
      place.app !== "home" &&
      document.activeElement?.role !== "tab";
    if (writes && matchMedia("(hover: hover)").matches) this.conversation.composer.focus();
  }

  /** The place in the address, or the first channel where it names none that this person sees. */
  get place() {
    const place = placeInAddress();
    if (place.app === "home" && !this.directory.app.home) return { app: "messages" };
    if (place.app || this.store.place(place.channel)) return place;
    const first = this.store.places.find(({ is_im: im, member }) => !im && member);
    return first ? { channel: first.id } : { app: "home" };
  }

  /** The list of places, and the one in front. */
  show() {
    this.sidebar.show(this.place);
    this.#showPlace();
  }

  /** The one in front is shown when it is read, unless it is another one now. */
  #placesChanged() {
    const { place } = this;
    this.sidebar.show(place);
    if (this.#mark(place) !== this.shown) this.#showPlace();
  }

  /** Which place it is; the app's messages are another one once there is a direct message with it. */
  #mark(place) {
    return `${hashOf(place)} ${this.store.appDm?.id ?? ""}`;
  }

  #showPlace() {
    const { place, store } = this;
    const channel = store.place(place.channel);
    if (channel?.is_im && channel === store.appDm) {
      goTo({ app: "messages" });
      return;
    }
    this.shown = this.#mark(place);
    store.open(place.app === "messages" ? store.appDm?.id : place.channel, place.thread);
    if (place.app) this.#showApp(place.app);
    else this.#showChannel(channel, place);
  }

  #showScreen() {
    if (this.place.app === "home") this.home.show();
    this.modal.show(this.store.screen.views);
  }

  #showChannel(place, { thread, canvas }) {
    const channel = this.store.conversation(place.id) ?? { ...place, loading: true };
    const name = place.is_mpim ? place.name : `#${place.name}`;
    this.#head(`channel/${place.id}`, headingMark(channel), () =>
      channelHeading(channel, this.store),
    );
    this.home.node.hidden = true;
    this.#tabPanel(false);
    this.conversation.node.hidden = false;
    this.conversation.show(channel, name);
    this.#title(name);
    if (thread) this.thread.show(channel, thread, name);
    else this.thread.hide();
    if (canvas) this.canvas.show(channel, canvas);
    else this.canvas.hide();
  }

  #showApp(tab) {
    const { app } = this.directory;
    this.#head(`app/${tab}`, app.name, () => [
      h(
        "div",
        { class: "place-title" },
        h("h1", {}, avatar(app.user_id, app.name, this.directory), h("span", {}, app.name)),
      ),
      appTabs(tab, app),
    ]);
    this.thread.hide();
    this.canvas.hide();
    this.home.node.hidden = tab !== "home";
    this.conversation.node.hidden = tab !== "messages";
    this.#tabPanel(tab === "messages");
    this.#title(app.name);
    if (tab === "home") this.home.show();
    else this.#showAppMessages(app);
  }

  /** The composer writes to the app itself: what is typed stays when the direct message comes to be. */
  #showAppMessages(app) {
    const dm = this.store.appDm ?? { id: app.user_id, member: true, unread: 0, messages: [] };
    const loading = Boolean(this.store.appDm);
    const channel = this.store.conversation(dm.id) ?? { ...dm, loading };
    this.conversation.show(channel, app.name, app.user_id);
  }

  #tabPanel(on) {
    const { node } = this.conversation;
    const marks = {
      role: "tabpanel",
      id: "app-panel-messages",
      "aria-labelledby": "app-tab-messages",
    };
    for (const [name, value] of Object.entries(marks))
      on ? node.setAttribute(name, value) : node.removeAttribute(name);
  }

  /** Makes the heading anew only when it says something else. */
  #head(place, mark, make) {
    if (this.headMark === place + mark) return;
    const focused = this.heading.contains(document.activeElement)
      ? document.activeElement.dataset.focus
      : null;
    this.headMark = place + mark;
    this.heading.replaceChildren(...make().filter(Boolean));
    const tab =
      focused?.startsWith("tab/") && this.heading.querySelector('[role=tab][aria-selected="true"]');
    if (tab) tab.focus();
  }

  #title(place) {
    document.title = `${place} · ${this.directory.userName(this.directory.viewer)} · ${this.directory.team?.name ?? "Workspace"}`;
  }
}

async function start() {
  const root = document.getElementById("root");
  const personId = personInAddress();
  if (personId) {
    await new App(root, personId).start();
    return;
  }
  const directory = new Directory(null);
  directory.learn(await get("/control/overview"));
  showChooser(root, directory);
}

start().catch((error) => {
  document
    .getElementById("root")
    .replaceChildren(h("p", { class: "lost", role: "alert" }, error.message));
  throw error;
});
