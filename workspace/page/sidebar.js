/** The column of places: channels, direct messages and the app. */
import { avatar } from "./avatar.js";
import { h, keepingFocus, reconcile } from "./dom.js";
import { icon } from "./icons.js";
import { arrowKeys } from "./keyboard.js";
import { hashOf } from "./route.js";

/** The icon of a channel, and what it says to those who do not see it. */
function signOf(channel) {
  if (channel.is_private) return { sign: icon("lock"), kind: "private channel" };
  if (channel.is_ext_shared)
    return { sign: icon("shared"), kind: "shared with other organisations" };
  return { sign: icon("hash"), kind: null };
}

function placeLink({ href, sign, kind, name, unread, current, data }) {
  const classes = ["place", unread > 0 && "unread", current && "current"].filter(Boolean).join(" ");
  const label = [name, kind, unread > 0 && `${unread} unread`].filter(Boolean).join(", ");
  const badge = unread > 0 && h("span", { class: "badge" }, unread > 99 ? "99+" : String(unread));
  return h(
    "a",
    {
      class: classes,
      href,
      "aria-label": label,
      "aria-current": current ? "page" : undefined,
      data: { ...data, focus: `place/${href}` },
    },
    sign,
    h("span", { class: "place-name" }, name),
    badge,
  );
}

const inOrder = new Intl.Collator("en", { numeric: true });

function byName(one, other) {
  return inOrder.compare(one.name, other.name);
}

export class Sidebar {
  constructor(store) {
    this.store = store;
    this.lists = { channels: h("ul", {}), more: h("ul", {}), dms: h("ul", {}), apps: h("ul", {}) };
    this.more = h(
      "details",
      { class: "more-channels" },
      h("summary", {}, "Other channels"),
      this.lists.more,
    );
    this.dms = this.#group("Direct messages", this.lists.dms);
    this.team = h("p", { class: "team" });
    this.query = "";
    this.finder = h("input", {
      type: "search",
      class: "finder",
      placeholder: "Find a place (Ctrl+K)",
      "aria-label": "Find a channel or conversation",
      "aria-keyshortcuts": "Control+K",
      on: { input: () => this.#search(), keydown: (event) => this.#finderKey(event) },
    });
    this.nothing = h("p", { class: "group-title", role: "status" });
    this.node = h(
      "nav",
      { class: "sidebar", "aria-label": "Channels and apps" },
      this.team,
      this.finder,
      this.nothing,
      this.#group("Channels", this.lists.channels),
      this.more,
      this.dms,
      this.#group("Apps", this.lists.apps),
    );
    arrowKeys(this.node, "a.place, summary");
  }

  /** Puts the focus into the box that finds a place. */
  find() {
    this.finder.focus();
    this.finder.select();
  }

  #search() {
    this.query = this.finder.value.trim().toLowerCase();
    this.show(this.place);
    if (this.query) this.more.open = true;
    const found = this.#found.length;
    this.nothing.textContent = this.query && !found ? "No place of that name" : "";
  }

  get #found() {
    return [...this.node.querySelectorAll("a.place")].filter((link) => link.checkVisibility());
  }

  #finderKey(event) {
    if (event.key === "Enter" && this.query) this.#found[0]?.click();
    else if (event.key === "ArrowDown") this.#found[0]?.focus();
    else if (event.key === "Escape" && this.query) event.stopPropagation();
    else return;
    if (event.key !== "ArrowDown") this.#clear();
    event.preventDefault();
  }

  #clear() {
    this.finder.value = "";
    this.#search();
  }

  #group(title, list) {
    return h(
      "section",
      { class: "group", "aria-label": title },
      h("h2", { class: "group-title" }, title),
      list,
    );
  }

  /** Shows the places, the current one marked. @param {import("./route.js").Place} place */
  show(place) {
    this.place = place;
    const { places, appDm } = this.store;
    const direct = ({ is_im: im, is_mpim: group }) => im || group;
    const shown = places.filter((channel) => this.#fits(channel));
    const open = shown
      .filter((channel) => !direct(channel) && (!channel.archived || channel.id === place.channel))
      .sort(byName);
    const others = shown.filter((channel) => direct(channel) && channel !== appDm);
    this.team.textContent = this.store.directory.team?.name ?? "";
    keepingFocus(() => {
      this.#fill(
        this.lists.channels,
        open.filter(({ member }) => member),
        place,
      );
      this.#fill(
        this.lists.more,
        open.filter(({ member }) => !member),
        place,
      );
      this.#fill(this.lists.dms, others, place);
      this.#fillApps(place);
    });
    this.more.hidden = !this.lists.more.children.length;
    this.dms.hidden = !others.length;
  }

  #fits(channel) {
    return !this.query || this.#name(channel).toLowerCase().includes(this.query);
  }

  #name({ is_im: im, with: other, name }) {
    return im ? this.store.directory.userName(other) : name;
  }

  #fill(list, channels, place) {
    const { directory } = this.store;
    const shown = (channel) => ({
      id: channel.id,
      name: this.#name(channel),
      unread: channel.unread,
      current: channel.id === place.channel,
      is_private: channel.is_private,
      is_ext_shared: channel.is_ext_shared,
      is_im: channel.is_im,
      with: channel.with,
    });
    reconcile(list, channels.map(shown), {
      key: ({ id }) => id,
      mark: JSON.stringify,
      make: (channel) =>
        h(
          "li",
          {},
          placeLink({
            ...channel,
            href: hashOf({ channel: channel.id }),
            data: { channel: channel.id },
            ...(channel.is_im
              ? { sign: avatar(channel.with, channel.name, directory) }
              : signOf(channel)),
          }),
        ),
    });
  }

  #fillApps(place) {
    const { app } = this.store.directory;
    const shown = {
      id: "app",
      name: app.name ?? "App",
      unread: this.store.appDm?.unread ?? 0,
      current: Boolean(place.app),
    };
    const fits = !this.query || shown.name.toLowerCase().includes(this.query);
    reconcile(this.lists.apps, fits ? [shown] : [], {
      key: ({ id }) => id,
      mark: JSON.stringify,
      make: (item) =>
        h(
          "li",
          {},
          placeLink({
            ...item,
            href: hashOf({ app: item.unread > 0 ? "messages" : "home" }),
            data: { app: "app" },
            sign: avatar(app.user_id, item.name, this.store.directory),
          }),
        ),
    });
  }
}
