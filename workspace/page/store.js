/**
 * What the page knows: the workspace's state and what this person sees. Changes are announced by the
 * workspace (server-sent events); only then is the part concerned read again.
 *
 * Events: "state" (people, channels, app, clock), "sees" (channels, messages, views, home),
 * "requests" (the log grew), "connection" (found or lost).
 */
import { Refused, get } from "./api.js";
import { Surface } from "./surface.js";

/** Runs `load` at most once at a time; calls made meanwhile lead to one more run. */
function coalesced(load) {
  let running = null;
  let again = false;
  const run = async () => {
    do {
      again = false;
      await load();
    } while (again);
  };
  return () => {
    if (running) again = true;
    else running = run().finally(() => (running = null));
    return running;
  };
}

/** What came at the end of a list that may have lost its oldest entries. */
function added(before, after) {
  const same = (one, other) => one.at === other?.at && one.text === other.text;
  for (let lost = 0; lost <= before.length; lost += 1) {
    const kept = before.slice(lost);
    if (kept.every((notice, index) => same(notice, after[index]))) return after.slice(kept.length);
  }
  return after;
}

export class Store extends EventTarget {
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
    this.sees = { channels: [], home: null, views: [], notices: [] };
    this.connected = true;
    this.readState = coalesced(() => this.#guarded(() => this.#loadState()));
    this.readSees = coalesced(() => this.#guarded(() => this.#loadSees()));
  }

  /** Reads everything once and listens from then on. */
  async start() {
    await this.#loadState();
    await this.#loadSees();
    this.#listen();
  }

  on(event, listener) {
    this.addEventListener(event, listener);
  }

  channel(id) {
    return this.sees.channels.find((channel) => channel.id === id);
  }

  /** The direct message with the app, once there is one. */
  get appDm() {
    return this.sees.channels.find((channel) => channel.is_im);
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

  async #guarded(load) {
    try {
      await load();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.#connection(error.code !== "unreachable");
    }
  }

  async #loadState() {
    this.directory.learn(await get("/control/state"));
    this.#tell("state");
  }

  async #loadSees() {
    const sees = await this.person.sees();
    this.sees = sees;
    this.#tell("sees");
    this.#showNotices(sees.notices ?? []);
  }

  /** Only what happened since the page was opened is news. */
  #showNotices(notices) {
    for (const notice of this.#notices ? added(this.#notices, notices) : [])
      this.toasts.show(notice.text);
    this.#notices = notices;
  }

  #listen() {
    const events = new EventSource("/control/events");
    events.onmessage = (event) => this.#heard(JSON.parse(event.data));
    events.onopen = () => this.#connection(true);
    events.onerror = () => this.#connection(false);
  }

  /** A stream begins by telling the version: what changed before it was open must be read too. */
  #heard({ version, changed }) {
    if (changed.length) this.#changed(changed);
    else if (version !== this.sees.version) this.#changed(["everything"]);
  }

  #changed(parts) {
    const concern = parts.map((part) => this.#concerns(part));
    if (concern.some(({ state }) => state)) this.readState();
    if (concern.some(({ sees }) => sees)) this.readSees();
    if (concern.some(({ requests }) => requests)) this.#tell("requests");
  }

  #concerns(part) {
    const [kind, id] = part.split("/");
    const own = id === this.person.id;
    if (kind === "requests") return { requests: true };
    if (kind === "clock" || kind === "due") return { state: true };
    if (kind === "people") return { state: true, sees: own };
    if (kind === "views" || kind === "home") return { sees: own };
    if (kind === "channel") return { state: !this.directory.channel(id), sees: true };
    return { state: true, sees: true, requests: true };
  }

  #connection(connected) {
    if (connected === this.connected) return;
    this.connected = connected;
    this.#tell("connection");
  }

  #tell(event) {
    this.dispatchEvent(new Event(event));
  }
}
