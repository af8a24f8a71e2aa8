/**
 * The file field (https://docs.slack.dev/reference/block-kit/block-elements/file-input-element): files are
 * uploaded as they are chosen; the field holds them and lists them.
 */
import { h, keepingFocus } from "./dom.js";
import { hooks, settle } from "./field.js";
import { icon, iconButton } from "./icons.js";
import { sizeText } from "./media.js";

const MOST = 10;

function row(file, drop) {
  return h(
    "li",
    { class: "file-row" },
    icon("file"),
    h("span", {}, file.name),
    h("span", { class: "choice-hint" }, sizeText(file.size)),
    iconButton("close", `Remove ${file.name}`, drop),
  );
}

/** A field for one or more files. */
export function fileField(element, spot) {
  const { surface, blockId } = spot;
  const most = element.max_files ?? MOST;
  let held = [];
  const write = (files) => {
    held = files ?? [];
    const drop = (file) => change(held.filter(({ id }) => id !== file.id));
    keepingFocus(() => list.replaceChildren(...held.map((file) => row(file, () => drop(file)))));
  };
  const change = (files) => {
    write(files);
    const ids = files.map(({ id }) => id);
    return settle(element, spot, files, ids, write);
  };
  const add = async () => {
    const chosen = [...input.files].slice(0, most - held.length);
    if (input.files.length > chosen.length) surface.notify(`At most ${most} files can be given.`);
    input.value = "";
    const uploaded = await Promise.all(chosen.map((file) => surface.upload(file)));
    await change([...held, ...uploaded.filter(Boolean)]);
  };
  const input = h("input", {
    ...hooks(element, spot),
    type: "file",
    class: "text-field",
    multiple: most > 1,
    accept: element.filetypes?.map((kind) => `.${kind}`).join(),
    on: { change: add },
  });
  const list = h("ul", { class: "file-rows" });
  write(surface.value(blockId, element));
  surface.follow(blockId, element, write);
  return h("div", {}, input, list);
}
