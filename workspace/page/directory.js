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
  #named = "";
  #offset = 0;
  #running = true;
  #fixed = Date.now();

  /** @param {string} viewer id of the person at this page */
  constructor(viewer) {
    this.viewer = viewer;
    this.app = {};
    this.version = 0; // grows when somebody or something has another name
    this.stateVersion = 0;
  }

  /** Takes in the answer of /control/overview. */
  learn(overview) {
    this.#people = new Map(overview.people.map((person) => [person.id, person]));
    this.app = overview.app ?? {};
    this.team = overview.team;
    this.stateVersion = overview.version;
    this.setClock(overview.clock);
    this.version += 1;
  }

  /** Takes in what is known of one person; answers whether that is news. */
  learnPerson(person) {
    if (JSON.stringify(this.person(person.id)) === JSON.stringify(person)) return false;
    this.#people.set(person.id, person);
    this.version += 1;
    return true;
  }

  /** Takes in the conversations that the person at this page sees. @param {Map<string, object>} places */
  learnPlaces(places) {
    const named = [...places.values()].map(({ id, name }) => `${id} ${name}`).join();
    if (named !== this.#named) this.version += 1;
    this.#named = named;
    this.#channels = places;
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
    return this.#channels.has(id);
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
    const sum = [...id].reduce((total, letter) => total * 7 + letter.charCodeAt(0), 0);
    return INKS[sum % INKS.length];
  }
}

/** "Maria Lindqvist" → "ML". */
export function initials(name) {
  const words = name.split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words;
  return letters.map((word) => [...word][0].toUpperCase()).join("");
}
