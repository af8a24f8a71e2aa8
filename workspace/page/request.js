/** One request or call of the log: a line that opens to what it carried, as JSON that can be copied. */
import { h } from "./dom.js";
import { iconButton } from "./icons.js";

const COPIED_MS = 1500;

/** Whether it ended in an error. */
export const failed = ({ status, error }) => Boolean(error) || status >= 400;

/** All that a filter can find in it, in small letters. */
export function sayable(item) {
  return JSON.stringify([
    item.name,
    item.status,
    item.error,
    item.request,
    item.response,
  ]).toLowerCase();
}

function copyButton(title, text) {
  const copy = async (event) => {
    const button = event.currentTarget;
    await navigator.clipboard.writeText(text);
    button.classList.add("copied");
    setTimeout(() => button.classList.remove("copied"), COPIED_MS);
  };
  return iconButton("copy", `Copy what was ${title.toLowerCase()}`, copy, { class: "quiet copy" });
}

function json(title, value) {
  if (value === undefined || value === null) return null;
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  const head = h("div", { class: "request-part" }, h("h3", {}, title), copyButton(title, text));
  return h("div", {}, head, h("pre", { tabindex: "0", role: "group", "aria-label": title }, text));
}

/** What Slack says about an error, beyond its code. */
function why({ response }) {
  const messages = response?.response_metadata?.messages ?? [];
  return messages.map((message) => h("p", { class: "request-why" }, message));
}

function fill(details, item) {
  const parts = [json("Sent", item.request), json("Answered", item.response)];
  details.append(h("div", { class: "request-body" }, why(item), parts));
}

function timeIn(zone, at) {
  const clock = { hour: "2-digit", minute: "2-digit", second: "2-digit" };
  return new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...clock }).format(new Date(at));
}

/** The line of an entry; what it carried is written when it is opened for the first time. */
export function requestNode(item, zone) {
  const way = item.direction === "to_app" ? "→ app" : "← app";
  const status = failed(item) ? "request-status failed" : "request-status";
  const summary = h(
    "summary",
    {},
    h("span", { class: "request-way" }, way),
    h("span", { class: "request-name" }, item.name),
    h("span", { class: status }, String(item.error || item.status)),
    h("span", { class: "request-ms" }, `${Math.round(item.ms ?? 0)} ms`),
    h("time", { class: "request-time", datetime: item.at }, timeIn(zone, item.at)),
  );
  const data = { n: String(item.n), name: item.name };
  const details = h("details", { class: "request", data }, summary);
  details.addEventListener("toggle", () => fill(details, item), { once: true });
  return h("li", {}, details);
}
