/** The plan and task_card blocks: what an assistant does, step by step. */
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { link } from "./mrkdwn.js";
import { richText } from "./richtext.js";

/** Status → its sign and its word. */
const STATES = {
  pending: ["clock", "Pending"],
  in_progress: ["play", "In progress"],
  complete: ["check", "Complete"],
  error: ["error", "Failed"],
};

/** https://docs.slack.dev/reference/block-kit/blocks/task-card-block */
export function taskCard(block, directory) {
  const [sign, word] = STATES[block.status] ?? STATES.pending;
  const parts = [block.details, block.output].filter(Boolean);
  const sources = (block.sources ?? []).map(({ url, text }) => h("li", {}, link(url, text)));
  return h(
    "div",
    { class: "task-card" },
    h("p", { class: "card-title" }, icon(sign), block.title),
    h("p", { class: "card-subtitle" }, word),
    parts.map((part) => h("div", { class: "rich-text" }, richText(part, directory))),
    sources.length > 0 && h("ul", { class: "sources", "aria-label": "Sources" }, sources),
  );
}

/** https://docs.slack.dev/reference/block-kit/blocks/plan-block */
export function plan(block, directory) {
  const tasks = (block.tasks ?? []).map((task) => h("li", {}, taskCard(task, directory)));
  return h(
    "div",
    { class: "card plan" },
    h("p", { class: "card-title" }, block.title),
    h("ol", { class: "tasks" }, tasks),
  );
}
