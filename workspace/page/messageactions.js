/** What people do with messages that are there: edit their own, delete them. */
import { ask, askText } from "./dialog.js";
import { asSent } from "./sending.js";

async function edit({ message, channel }, { attempt, person, directory }) {
  const before = shownText(message.text, directory);
  const text = await askText({ title: "Edit message", text: before, confirm: "Save" });
  if (text && text !== before)
    await attempt(() => person.edit(channel, message.ts, asSent(text, directory)));
}

async function remove({ message, channel }, { attempt, person }) {
  const sure = await ask({
    title: "Delete message?",
    text: "It is gone for everybody.",
    confirm: "Delete",
    deny: "Cancel",
    danger: true,
  });
  if (sure) await attempt(() => person.remove(channel, message.ts));
}

/** A sent text as it was typed. */
function shownText(text, directory) {
  return text
    .replace(/<@(\w+)>/g, (_, id) => `@${directory.userName(id)}`)
    .replace(/<#(\w+)(?:\|[^>]*)?>/g, (_, id) => `#${directory.channelName(id)}`)
    .replace(/&(amp|lt|gt);/g, (_, name) => ({ amp: "&", lt: "<", gt: ">" })[name]);
}

/** The menu's items for a message of one's own; administrators may delete any. */
export function ownActions(item, store) {
  const { message } = item;
  const viewer = store.directory.person(store.person.id);
  const own = message.user === store.person.id;
  return [
    own && { label: "Edit message", choose: () => edit(item, store) },
    (own || viewer?.is_admin) && { label: "Delete message", choose: () => remove(item, store) },
  ].filter(Boolean);
}
