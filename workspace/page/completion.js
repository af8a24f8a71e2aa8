/** What the composer offers while someone types: slash commands, people and channels. */

const MOST = 8;

/** @typedef {{insert: string, label: string, hint: string}} Suggestion */

function commands(text, { app }) {
  const typed = /^\/\S*$/.exec(text);
  if (!typed) return [];
  const fitting = (app.commands ?? []).filter(({ command }) => command.startsWith(text));
  return fitting.map(({ command, description, usage_hint: usage }) => ({
    insert: `${command} `,
    label: [command, usage].filter(Boolean).join(" "),
    hint: description ?? "",
  }));
}

function word(text, letter) {
  return new RegExp(`(?:^|\\s)[${letter}]([\\p{L}\\p{N}._-]*)$`, "u").exec(text)?.[1];
}

function people(text, directory) {
  const typed = word(text, "@")?.toLowerCase();
  if (typed === undefined) return [];
  const names = directory.people
    .filter(({ deleted }) => !deleted)
    .map((person) => ({ name: directory.userName(person.id), role: directory.role(person) }));
  const fitting = names.filter(({ name }) =>
    name
      .toLowerCase()
      .split(" ")
      .some((part) => part.startsWith(typed)),
  );
  return fitting
    .slice(0, MOST)
    .map(({ name, role }) => ({ insert: `@${name} `, label: name, hint: role }));
}

function channels(text, directory) {
  const typed = word(text, "#")?.toLowerCase();
  if (typed === undefined) return [];
  const fitting = directory.channels.filter(
    (channel) => !channel.is_im && !channel.is_private && channel.name.startsWith(typed),
  );
  return fitting
    .slice(0, MOST)
    .map(({ name }) => ({ insert: `#${name} `, label: `#${name}`, hint: "" }));
}

/** Suggestions for the text before the caret. @returns {Suggestion[]} */
export function suggestionsFor(text, directory) {
  if (text.startsWith("/")) return [...commands(text, directory), ...people(text, directory)];
  return [...people(text, directory), ...channels(text, directory)];
}

/** The text before the caret with its last word replaced by a suggestion. */
export function completed(text, { insert }) {
  return text.replace(/[@#/][\p{L}\p{N}._-]*$/u, () => insert);
}

/** The usage hint of the command being typed, or null. */
export function usageOf(text, { app }) {
  const command = (app.commands ?? []).find(
    (item) => text === item.command || text.startsWith(`${item.command} `),
  );
  return command?.usage_hint ? `${command.command} ${command.usage_hint}` : null;
}
