/** What was typed in the composer, as Slack sends it. */

const escaped = (text) =>
  text.replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign]);

const pattern = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Puts what `mention` and `reference` make for the names of people and channels, the longest name first. */
function withNames(text, directory, mention, reference) {
  let sent = text;
  const people = directory.people
    .map((person) => ({ ...person, shown: `@${escaped(directory.userName(person.id))}` }))
    .filter(({ shown }) => sent.includes(shown))
    .sort((one, other) => other.shown.length - one.shown.length);
  for (const person of people) sent = sent.replaceAll(person.shown, mention(person));
  for (const channel of directory.channels)
    if (!channel.is_im && sent.includes(`#${channel.name}`))
      sent = sent.replace(
        new RegExp(`(?<![\\w&])#${pattern(channel.name)}(?![\\w-])`, "g"),
        reference(channel),
      );
  return sent;
}

const reference = ({ id, name }) => `<#${id}|${name}>`;

/** A message: escaped, with names turned into mentions. */
export function asSent(text, directory) {
  return withNames(escaped(text), directory, ({ id }) => `<@${id}>`, reference);
}

/**
 * The text of a slash command that asks for it (`should_escape`): people, channels and links in angle
 * brackets (https://docs.slack.dev/interactivity/implementing-slash-commands).
 */
export function asEscaped(text, directory) {
  const linked = text.replace(/https?:\/\/[^\s<>]+/g, (url) => `<${url}>`);
  return withNames(linked, directory, ({ id, name }) => `<@${id}|${name}>`, reference);
}
