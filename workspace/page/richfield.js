/**
 * The rich text field (https://docs.slack.dev/reference/block-kit/block-elements/rich-text-input-element):
 * an editor with a toolbar. The browser edits; what stands there is read as a rich_text object.
 */
import { h } from "./dom.js";
import { hooks } from "./field.js";
import { iconButton } from "./icons.js";
import { itemFor } from "./keyboard.js";
import { plainText } from "./mrkdwn.js";
import { richText } from "./richtext.js";
import { readRichText } from "./richwrite.js";

/** Icon, words, the browser's command, and its argument. */
const TOOLS = [
  ["bold", "Bold", "bold"],
  ["italic", "Italic", "italic"],
  ["strike", "Strikethrough", "strikeThrough"],
  ["numbers", "Ordered list", "insertOrderedList"],
  ["bullets", "Bulleted list", "insertUnorderedList"],
  ["quote", "Quote", "formatBlock", "blockquote"],
  ["code", "Code block", "formatBlock", "pre"],
];

function toolbar(editor) {
  const buttons = TOOLS.map(([sign, words, command, argument], index) => {
    const use = () => {
      editor.focus();
      document.execCommand(command, false, argument);
    };
    const button = iconButton(sign, words, use, { title: words, tabindex: index ? "-1" : "0" });
    button.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the selection
    return button;
  });
  const onKey = (event) => {
    const key = { ArrowRight: "ArrowDown", ArrowLeft: "ArrowUp" }[event.key] ?? event.key;
    const next = itemFor({ key }, buttons, document.activeElement);
    if (!next) return;
    event.preventDefault();
    next.focus();
  };
  const props = { class: "rich-tools", role: "toolbar", "aria-label": "Formatting" };
  return h("div", { ...props, on: { keydown: onKey } }, buttons);
}

/** What is pasted comes as text: nothing from elsewhere becomes markup here. */
function pasteText(event) {
  event.preventDefault();
  document.execCommand("insertText", false, event.clipboardData.getData("text/plain"));
}

/** An editor for text with formatting. */
export function richTextField(element, spot) {
  const { surface, blockId } = spot;
  const on = element.dispatch_action_config?.trigger_actions_on ?? [];
  const hears = Boolean(spot.hears) && on.includes("on_character_entered");
  const typed = () => {
    editor.classList.toggle("is-empty", !editor.textContent.trim());
    surface.typed(blockId, element, readRichText(editor), hears);
  };
  const editor = h("div", {
    ...hooks(element, spot),
    class: "text-field rich-field rich-text",
    contenteditable: "true",
    role: "textbox",
    "aria-multiline": "true",
    "aria-placeholder": plainText(element.placeholder) || undefined,
    data: { ...hooks(element, spot).data, placeholder: plainText(element.placeholder) },
    on: { input: typed, paste: pasteText, blur: () => surface.sendTyped() },
  });
  const write = (value) => {
    if (document.activeElement === editor) return;
    editor.replaceChildren(...(value ? richText(value, surface.directory) : []));
    editor.classList.toggle("is-empty", !value);
  };
  write(surface.value(blockId, element));
  surface.follow(blockId, element, write);
  return h("div", { class: "rich-editor" }, toolbar(editor), editor);
}
