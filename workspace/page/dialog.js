/** Dialogs that ask one question. */
import { h, uniqueId } from "./dom.js";

/**
 * Asks and waits for the answer; Escape is a no.
 * @param {{title: string, text: Array|string, confirm: string, deny: string, danger?: boolean}} question
 * @returns {Promise<boolean>}
 */
export function ask({ title, text, confirm, deny, danger = false }) {
  const [titleId, textId] = [uniqueId("question"), uniqueId("question-text")];
  const answer = (value) =>
    h(
      "button",
      { type: "submit", value, class: value === "yes" ? (danger ? "danger" : "primary") : "plain" },
      value === "yes" ? confirm : deny,
    );
  const box = h(
    "dialog",
    { class: "question", "aria-labelledby": titleId, "aria-describedby": textId },
    h(
      "form",
      { method: "dialog" },
      h("h2", { id: titleId }, title),
      h("div", { id: textId, class: "question-text" }, text),
      h("div", { class: "button-row" }, answer("no"), answer("yes")),
    ),
  );
  return answerOf(box).then((value) => value === "yes");
}

function answerOf(box) {
  document.body.append(box);
  box.showModal();
  return new Promise((resolve) => {
    box.addEventListener("close", () => {
      box.remove();
      resolve(box.returnValue);
    });
  });
}

/** Asks for a text; answers it, or null when the person thinks better of it. */
export async function askText({ title, text, confirm }) {
  const titleId = uniqueId("question");
  const field = h("textarea", { class: "text-field", rows: "4", "aria-labelledby": titleId });
  field.value = text;
  const button = (value, style, words) =>
    h("button", { type: "submit", value, class: style }, words);
  const form = h(
    "form",
    { method: "dialog" },
    h("h2", { id: titleId }, title),
    h("div", { class: "question-text" }, field),
    h(
      "div",
      { class: "button-row" },
      button("no", "plain", "Cancel"),
      button("yes", "primary", confirm),
    ),
  );
  const answer = answerOf(h("dialog", { class: "question", "aria-labelledby": titleId }, form));
  field.focus();
  return (await answer) === "yes" ? field.value.trim() : null;
}
