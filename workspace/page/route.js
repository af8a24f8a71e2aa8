/**
 * Who is here and where they are, in the address: `/?as=U0MARIA#C0GENERAL`, `#C0GENERAL/1700000000.000100`
 * for a thread, `#C0GENERAL/F0000000001` for a canvas, `#app/home` and `#app/messages` for the app. So every place can be linked, reloaded and
 * opened in another window as another person.
 */

/** The id of the person in the address, or null. */
export function personInAddress() {
  return new URLSearchParams(location.search).get("as");
}

/** The address of the page as another person. */
export function addressOf(personId) {
  return `/?as=${encodeURIComponent(personId)}`;
}

/** @typedef {{channel?: string, thread?: string, canvas?: string, app?: "home"|"messages"}} Place */

/** @returns {Place} */
export function placeInAddress() {
  const [first, second] = decodeURIComponent(location.hash.slice(1)).split("/");
  if (first === "app") return { app: second === "messages" ? "messages" : "home" };
  if (second?.startsWith("F")) return { channel: first, canvas: second };
  return first ? { channel: first, thread: second } : {};
}

/** The hash of a place. */
export function hashOf({ app, channel, thread, canvas }) {
  if (app) return `#app/${app}`;
  const beside = thread ?? canvas;
  return beside ? `#${channel}/${beside}` : `#${channel}`;
}

/** Goes to a place; the address changes and the page follows it. */
export function goTo(place) {
  location.hash = hashOf(place);
}
