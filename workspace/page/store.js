/**
 * What the page knows: the people, the list of places, the conversation in front, and the screen (App
 * Home, modals, notices). Each is read apart, and again only when the workspace says that it changed.
 *
 * Events: "people", "clock", "places", "conversation", "screen", "requests" (the log grew), "refused"
 * (with a failure), "connection" (found or lost).
 */
import { Refused, get } from "./api.js";
import { coalesced } from "./dom.js";
import { listen } from "./listening.js";
import { added } from "./news.js";
import { Surface } from "./surface.js";

const LATEST = 100;
const MORE = 200;
const NO_FRONT = { channel: null, thread: undefined, latest: LATEST };

export class Store extends EventTarget {
  #places = new Map();
  #conversations = new Map();
  #front = NO_FRONT;
  #stale = { all: true, places: new Set(), people: new Set() };
  #notices = null;

  /**
   * @param {import("./api.js").Person} person
   * @param {import("./directory.js").Directory} directory
   * @param {import("./toasts.js").Toasts} toasts
   */
  constructor(person, directory, toasts) {
    super();
    this.person = person;
    this.directory = directory;
    this.toasts = toasts;
    this.screen = { home: null, views: [], notices: [] };
    this.connected = true;
    this.readClock = this.#reader(() => this.#loadClock());
    this.readScreen = this.#reader(() => this.#loadScreen());
    this.#readPlaces = this.#reader(() => this.#loadPlaces());
    this.#readPeople = this.#reader(() => this.#loadPeople());
    this.#readFront = this.#reader(() => this.#loadFront());
  }

  #readPlaces;
  #readPeople;
  #readFront;

  /** Reads what every place needs and listens from then on. */
  async start() {
    await this.#loadOverview();
    if (!this.directory.person(this.person.id)) return;
    await Promise.all([this.#loadPlaces(), this.#loadScreen()]);
    listen(this);
  }

  on(event, listener) {
    this.addEventListener(event, listener);
  }

  tell(event) {
    this.dispatchEvent(new Event(event));
  }

  get places() {
    return [...this.#places.values()];
  }

  place(id) {
    return this.#places.get(id);
  }

  /** The direct message with the app, once there is one. */
  get appDm() {
    return this.places.find(({ is_im: im }) => im);
  }

  /** A conversation as it was read last, or undefined while it is read for the first time. */
  conversation(id) {
    return this.#conversations.get(id);
  }

  /** Brings a conversation, and a thread of it, to the front. */
  open(channel, thread) {
    const { channel: before, thread: threadBefore, latest } = this.#front;
    if (channel === before && thread === threadBefore) return;
    this.#front = { channel, thread, latest: channel === before ? latest : LATEST };
    if (channel) this.#readFront();
  }

  /** Reads older messages of the conversation in front; all of them when `all`. */
  reachBack(all = false) {
    this.#front = { ...this.#front, latest: all ? 1e6 : this.#front.latest + MORE };
    return this.#readFront();
  }

  /** Where blocks stand, for this person. @see Surface */
  surface(kind, address) {
    const { person, directory, toasts } = this;
    const notify = (text) => toasts.show(text);
    return new Surface({ kind, address, person, directory, notify });
  }

  /** Tells the person what the workspace refused; other errors go on. */
  attempt = async (send) => {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.toasts.show(error.message);
      return null;
    }
  };

  /** Reads all that is shown again: the workspace began anew, or the connection was lost for a while. */
  async readEverything() {
    await this.#reader(() => this.#loadOverview())();
    this.#stale.all = true;
    this.#conversations.clear();
    this.tell("requests");
    await Promise.all([this.#readPlaces(), this.readScreen(), this.#readFront()]);
  }

  readChannel(id) {
    if (id === this.#front.channel) return this.#readFront();
    this.#stale.places.add(id);
    return this.#readPlaces();
  }

  readPerson(id) {
    this.#stale.people.add(id);
    return this.#readPeople();
  }

  connection(connected) {
    if (connected === this.connected) return;
    this.connected = connected;
    this.tell("connection");
  }

  /** At most one reading at a time; what cannot be read now is read when the connection is back. */
  #reader(load) {
    return coalesced(async () => {
      try {
        await load();
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        this.connection(error.code !== "unreachable");
      }
    });
  }

  async #loadOverview() {
    this.directory.learn(await get("/control/overview"));
    this.tell("clock");
    this.tell("people");
  }

  async #loadClock() {
    this.directory.setClock(await get("/control/clock"));
    this.tell("clock");
  }

  async #loadPeople() {
    const ids = [...this.#stale.people];
    this.#stale.people.clear();
    const people = await Promise.all(ids.map((id) => get(`/control/people/${id}`)));
    if (people.filter((person) => this.directory.learnPerson(person)).length) this.tell("people");
  }

  async #loadPlaces() {
    const only = this.#stale.all ? null : [...this.#stale.places];
    this.#stale.all = false;
    this.#stale.places.clear();
    const { channels } = await this.person.places(only);
    const gone = new Set(only ?? this.#places.keys());
    for (const channel of channels) {
      this.#places.set(channel.id, channel);
      gone.delete(channel.id);
    }
    for (const id of gone) this.#places.delete(id);
    this.#placesChanged();
  }

  async #loadFront() {
    const { channel, thread, latest } = this.#front;
    if (!channel) return;
    const read = await this.#seen(this.person.conversation(channel, latest, thread));
    if (!read) {
      this.#places.delete(channel);
      this.#front = NO_FRONT;
      this.#placesChanged();
      return;
    }
    this.#conversations.set(channel, { ...read, threadTs: thread });
    this.#places.set(channel, read);
    this.tell("conversation");
    this.#placesChanged();
  }

  /** What was read, or null when the person no longer sees it. */
  async #seen(reading) {
    try {
      return await reading;
    } catch (error) {
      if (error.code !== "channel_not_found") throw error;
      return null;
    }
  }

  #placesChanged() {
    this.directory.learnPlaces(this.#places);
    this.tell("places");
  }

  async #loadScreen() {
    this.screen = await this.person.screen();
    this.tell("screen");
    this.#showNotices(this.screen.notices);
  }

  /** Only what happened since the page was opened is news. */
  #showNotices(notices) {
    for (const notice of this.#notices ? added(this.#notices, notices) : [])
      this.toasts.show(notice.text);
    this.#notices = notices;
  }
}
