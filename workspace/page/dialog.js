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
  document.body.append(box);
  box.showModal();
  return new Promise((resolve) => {
    box.addEventListener("close", () => {
      box.remove();
      resolve(box.returnValue === "yes");
    });
  });
}
