/** Who is who and what is what: names for ids, the person's zone and the workspace's clock. */

const INKS = [
  "#2f6f6a",
  "#7a4f9a",
  "#9a4b3c",
  "#2f5f93",
  "#6b6a1f",
  "#8a3f6b",
  "#3f6f3a",
  "#5a5796",
];

export class Directory {
  #people = new Map();
  #channels = new Map();
  #offset = 0;
  #running = true;
  #fixed = Date.now();

  /** @param {string} viewer id of the person at this page */
  constructor(viewer) {
    this.viewer = viewer;
    this.app = {};
    this.version = 0;
  }

  /** Takes in the answer of /control/state. */
  learn(state) {
    this.#people = new Map(state.people.map((person) => [person.id, person]));
    for (const channel of state.channels) this.#channels.set(channel.id, channel);
    this.app = state.app ?? {};
    this.team = state.team;
    this.setClock(state.clock);
    const named = JSON.stringify([state.people, state.channels]);
    if (named !== this.named) this.version += 1;
    this.named = named;
  }

  setClock(clock) {
    this.#fixed = Date.parse(clock.now);
    this.#offset = this.#fixed - Date.now();
    this.#running = clock.running !== false;
    this.nextDue = clock.next_due ? new Date(clock.next_due) : null;
  }

  /** The workspace's moment. */
  now() {
    return new Date(this.#running ? Date.now() + this.#offset : this.#fixed);
  }

  get running() {
    return this.#running;
  }

  get zone() {
    return this.person(this.viewer)?.tz ?? "UTC";
  }

  get people() {
    return [...this.#people.values()];
  }

  get channels() {
    return [...this.#channels.values()];
  }

  person(id) {
    return this.#people.get(id);
  }

  channel(id) {
    return this.#channels.get(id);
  }

  userName(id) {
    if (id === this.app.user_id) return this.app.name;
    const person = this.person(id);
    return person?.real_name ?? person?.name ?? "someone";
  }

  /** Whether the person at this page may know of a channel. */
  knows(id) {
    const channel = this.channel(id);
    return Boolean(channel) && (!channel.is_private || channel.members.includes(this.viewer));
  }

  channelName(id) {
    return this.knows(id) ? this.channel(id).name : "private channel";
  }

  /** What the person does, in a word or two: their title and what the workspace lets them be. */
  role(person) {
    const rights = [
      person.is_owner && "owner",
      person.is_admin && !person.is_owner && "admin",
      (person.is_restricted || person.is_ultra_restricted) && "guest",
      person.deleted && "deactivated",
    ];
    const extra = rights.filter((right) => right && !person.title.toLowerCase().includes(right));
    return [person.title, ...extra].filter(Boolean).join(" · ");
  }

  /** A steady dark colour for the square beside a name. */
  ink(id) {
    const index = [...this.#people.keys()].indexOf(id);
    return INKS[(index + INKS.length) % INKS.length];
  }
}

/** "Maria Lindqvist" → "ML". */
export function initials(name) {
  const words = name.split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words;
  return letters.map((word) => [...word][0].toUpperCase()).join("");
}
