/** Choosing whom to be: the first page, and the switcher. */
import { avatar } from "./avatar.js";
import { h, reconcile, uniqueId } from "./dom.js";
import { icon, iconButton } from "./icons.js";
import { arrowKeys } from "./keyboard.js";
import { addressOf } from "./route.js";

const MOST_SHOWN = 100;

function personLink(person, directory) {
  const role = directory.role(person);
  const content = [
    avatar(person.id, directory.userName(person.id), directory),
    h(
      "span",
      { class: "person-words" },
      h("span", { class: "person-name" }, directory.userName(person.id)),
      h("span", { class: "person-role" }, role || "Member"),
    ),
  ];
  if (person.deleted) return h("span", { class: "person person-gone" }, content);
  const here = person.id === directory.viewer;
  return h(
    "a",
    {
      class: "person",
      href: addressOf(person.id),
      data: { person: person.id },
      "aria-current": here ? "true" : undefined,
    },
    content,
    here && icon("check"),
  );
}

function found(directory, query) {
  const wanted = query.toLowerCase();
  const humans = directory.people.filter((person) => !person.is_bot);
  return humans.filter((person) =>
    `${directory.userName(person.id)} ${directory.role(person)}`.toLowerCase().includes(wanted),
  );
}

/** A list of people to be, with a box to narrow it. */
export function peopleList(directory) {
  const list = h("ul", { class: "people" });
  const more = h("p", { class: "hint", role: "status" });
  const show = (query) => {
    const people = found(directory, query);
    reconcile(list, people.slice(0, MOST_SHOWN), {
      key: ({ id }) => id,
      mark: (person) => JSON.stringify(person),
      make: (person) => h("li", {}, personLink(person, directory)),
    });
    more.textContent =
      people.length > MOST_SHOWN
        ? `${people.length - MOST_SHOWN} more: type a name to find them.`
        : people.length
          ? ""
          : "Nobody by that name.";
  };
  const filter = h("input", {
    type: "search",
    class: "text-field",
    placeholder: "Find a person",
    "aria-label": "Find a person",
    on: { input: (event) => show(event.target.value) },
  });
  const node = h("div", { class: "people-box" }, filter, list, more);
  arrowKeys(list, "a.person");
  filter.addEventListener(
    "keydown",
    (event) =>
      event.key === "ArrowDown" && (event.preventDefault(), list.querySelector("a")?.focus()),
  );
  show("");
  return node;
}

/** The page for someone who has not said who they are. */
export function showChooser(root, directory) {
  const team = directory.team?.name ?? "the workspace";
  root.replaceChildren(
    h(
      "main",
      { class: "chooser" },
      h("p", { class: "chooser-team" }, team),
      h("h1", {}, "Who would you like to be?"),
      h(
        "p",
        { class: "chooser-words" },
        "This workspace runs on your own machine. Open several windows to be several people at once.",
      ),
      peopleList(directory),
    ),
  );
}

/** A button with the person's name that lets them become someone else. */
export function personSwitcher(directory) {
  const me = directory.person(directory.viewer);
  const name = directory.userName(directory.viewer);
  const open = () => openSwitcher(directory);
  return h(
    "button",
    {
      type: "button",
      class: "switcher",
      "aria-haspopup": "dialog",
      "aria-label": `You are ${name}. Become someone else`,
      on: { click: open },
    },
    avatar(directory.viewer, name, directory),
    h(
      "span",
      { class: "switcher-words" },
      h("span", {}, name),
      h("span", { class: "person-role" }, me ? directory.role(me) : ""),
    ),
    icon("down"),
  );
}

function openSwitcher(directory) {
  const titleId = uniqueId("switch");
  const close = () => box.close();
  const box = h(
    "dialog",
    { class: "question switch", "aria-labelledby": titleId, on: { close: () => box.remove() } },
    h(
      "div",
      { class: "dialog-head" },
      h("h2", { id: titleId }, "Become someone else"),
      iconButton("close", "Close", close),
    ),
    peopleList(directory),
  );
  document.body.append(box);
  box.showModal();
  box.querySelector("input").focus();
}
