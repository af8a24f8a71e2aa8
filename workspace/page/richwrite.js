/** What stands in an editor, as a rich_text object (https://docs.slack.dev/reference/block-kit/blocks/rich-text-block). */

const STYLES = {
  B: "bold",
  STRONG: "bold",
  I: "italic",
  EM: "italic",
  S: "strike",
  STRIKE: "strike",
  DEL: "strike",
  CODE: "code",
};
const LINES = new Set(["DIV", "P"]);

function textPiece(text, style) {
  return Object.keys(style).length ? { type: "text", text, style } : { type: "text", text };
}

function emojiPieces(text, style) {
  return text
    .split(/(:[a-z0-9_+-]+:)/)
    .filter(Boolean)
    .map((part) =>
      /^:[a-z0-9_+-]+:$/.test(part)
        ? { type: "emoji", name: part.slice(1, -1) }
        : textPiece(part, style),
    );
}

/** The pieces of a line or a list's item. */
function pieces(node, style = {}) {
  if (node.nodeType === Node.TEXT_NODE)
    return emojiPieces(node.data.replaceAll("\u00a0", " "), style);
  if (node.nodeName === "BR") return [textPiece("\n", style)];
  const name = STYLES[node.nodeName];
  const within = name ? { ...style, [name]: true } : style;
  return [...node.childNodes].flatMap((child) => pieces(child, within));
}

function listPart(node) {
  const items = [...node.children].filter((child) => child.nodeName === "LI");
  return {
    type: "rich_text_list",
    style: node.nodeName === "OL" ? "ordered" : "bullet",
    elements: items.map((item) => ({ type: "rich_text_section", elements: pieces(item) })),
  };
}

const PARTS = {
  UL: listPart,
  OL: listPart,
  BLOCKQUOTE: (node) => ({ type: "rich_text_quote", elements: pieces(node) }),
  PRE: (node) => ({ type: "rich_text_preformatted", elements: [textPiece(node.textContent, {})] }),
};

/** Lines that follow each other become one section with line ends between them, as in Slack. */
function addLine(parts, found, isLine) {
  const open = parts.at(-1)?.type === "rich_text_section" ? parts.at(-1) : null;
  if (!open) parts.push({ type: "rich_text_section", elements: found });
  else open.elements.push(...(isLine ? [textPiece("\n", {})] : []), ...found);
}

/** The rich_text object of an editor, or null when nothing is written in it. */
export function readRichText(editor) {
  if (!editor.textContent.trim()) return null;
  const parts = [];
  for (const node of editor.childNodes) {
    const make = PARTS[node.nodeName];
    if (make) parts.push(make(node));
    else addLine(parts, pieces(node), LINES.has(node.nodeName));
  }
  return { type: "rich_text", elements: parts.filter(({ elements }) => elements.length) };
}
