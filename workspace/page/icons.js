/** The page's own line icons, 20 by 20, drawn with the colour of the text around them. */
import { h, svg } from "./dom.js";

const PATHS = {
  lock: "M6 9V7a4 4 0 0 1 8 0v2M5 9h10v7H5z",
  hash: "M8 3 6 17M14 3l-2 14M3.5 7.5h13M3 12.5h13",
  shared: "M7 13 13 7M8 6l2-2a4 4 0 0 1 6 6l-2 2M12 14l-2 2a4 4 0 0 1-6-6l2-2",
  pin: "M7 3h6l-1 5 3 3H5l3-3zM10 11v6",
  close: "M5 5l10 10M15 5 5 15",
  back: "M12 4 6 10l6 6",
  menu: "M3 6h14M3 10h14M3 14h14",
  more: "M4 10a.5.5 0 1 0 1 0a.5.5 0 1 0-1 0M9.5 10a.5.5 0 1 0 1 0a.5.5 0 1 0-1 0M15 10a.5.5 0 1 0 1 0a.5.5 0 1 0-1 0",
  down: "M5 8l5 5 5-5",
  reply: "M4 5h12v8H9l-4 3v-3H4z",
  bolt: "M11 2 4 11h5l-1 7 7-9h-5z",
  send: "M3 10 17 4l-4 12-3-5z",
  clock: "M10 3a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM10 6v4l3 2",
  eye: "M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5zM10 8a2 2 0 1 1 0 4 2 2 0 0 1 0-4z",
  list: "M7 5h10M7 10h10M7 15h10M3 5h.01M3 10h.01M3 15h.01",
  copy: "M7 7h9v9H7zM4 13V4h9",
  play: "M7 5l9 5-9 5z",
  file: "M6 3h6l3 3v11H6zM12 3v3h3",
  canvas: "M4 4h12v12H4zM7 8h6M7 11h6M7 14h3",
  trash: "M4 6h12M8 6V4h4v2M6 6l1 11h6l1-11",
  bold: "M6 4h5a3 3 0 0 1 0 6H6zM6 10h6a3 3 0 0 1 0 6H6z",
  italic: "M9 4h6M5 16h6M12 4 8 16",
  strike: "M4 10h12M14 6a4 2.6 0 0 0-8 .5c0 1.5 1 2.5 4 3.5M6 14a4 2.6 0 0 0 8-.5",
  code: "M7 6 3 10l4 4M13 6l4 4-4 4",
  bullets: "M8 5h9M8 10h9M8 15h9M4 5h.01M4 10h.01M4 15h.01",
  numbers: "M9 5h8M9 10h8M9 15h8M3 4h1.5v3M3 9h2l-2 3h2M3 14h2v3H3",
  quote: "M5 4v12M9 6h8M9 10h8M9 14h5",
  attach: "M14 8 8.5 13.5a2 2 0 0 1-3-3L12 4a3.2 3.2 0 0 1 4.5 4.5L10 15",
  reset: "M4 10a6 6 0 1 0 2-4.5M4 3v4h4",
  check: "M4 10l4 4 8-9",
  info: "M10 3a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM10 9v5M10 6h.01",
  warning: "M10 3 18 17H2zM10 8v4M10 14.5h.01",
  error: "M10 3a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM7.5 7.5l5 5M12.5 7.5l-5 5",
};

/** @param {keyof typeof PATHS} name */
export function icon(name) {
  const shape = svg("path", { d: PATHS[name] });
  return svg(
    "svg",
    { class: "icon", viewBox: "0 0 20 20", "aria-hidden": "true", focusable: "false" },
    shape,
  );
}

/** A quiet button that is only an icon. @param {keyof typeof PATHS} name @param {(event: Event) => void} click */
export function iconButton(name, label, click, props = {}) {
  const attributes = { type: "button", class: "quiet", "aria-label": label, ...props };
  return h("button", { ...attributes, on: { click } }, icon(name));
}
