/** Pictures, videos and files (https://docs.slack.dev/reference/block-kit/blocks). */
import { h } from "./dom.js";
import { image } from "./elements.js";
import { icon } from "./icons.js";
import { link, plainText } from "./mrkdwn.js";

/** The image block. */
export function imageBlock(block) {
  return h(
    "figure",
    { class: "image" },
    block.title && h("figcaption", {}, plainText(block.title)),
    image(block),
  );
}

/** The video block as a picture that leads to the video: nothing from outside is played in this page. */
export function video(block) {
  const title = plainText(block.title);
  const by = [block.author_name, block.provider_name].filter(Boolean).join(" · ");
  const still = h(
    "a",
    {
      class: "video-still",
      href: block.title_url ?? block.video_url,
      target: "_blank",
      rel: "noopener noreferrer",
      "aria-label": `Play the video: ${block.alt_text || title}`,
    },
    image({ image_url: block.thumbnail_url, alt_text: "" }),
    h("span", { class: "video-play" }, icon("play")),
  );
  return h(
    "figure",
    { class: "video" },
    h(
      "figcaption",
      {},
      h("span", { class: "video-title" }, block.title_url ? link(block.title_url, title) : title),
      by && h("span", { class: "video-by" }, by),
      block.description && h("span", {}, plainText(block.description)),
    ),
    still,
  );
}

const UNITS = ["bytes", "kB", "MB", "GB"];

/** "12 kB". */
export function sizeText(bytes) {
  const power = bytes > 0 ? Math.min(3, Math.floor(Math.log10(bytes) / 3)) : 0;
  return `${Number((bytes / 1000 ** power).toPrecision(3))} ${UNITS[power]}`;
}

/** A file of a message, or one that a file block names: its name, how large it is, and where to get it. */
export function fileCard({ title, name, mimetype, size, url, mode }) {
  if (mode === "tombstone") return h("p", { class: "unknown" }, "This file was deleted.");
  const words = title || name || "A file";
  if (url && mimetype?.startsWith("image/")) return picture({ words, url });
  const about = [name !== words && name, size > 0 && sizeText(size)].filter(Boolean).join(" · ");
  const named = url ? h("a", { href: url, download: name }, words) : words;
  return h(
    "div",
    { class: "file-card" },
    icon("file"),
    h(
      "div",
      {},
      h("span", { class: "card-title" }, named),
      h("span", { class: "card-subtitle" }, about),
    ),
  );
}

function picture({ words, url }) {
  const shown = image({ image_url: url, alt_text: words });
  return h("figure", { class: "image" }, h("figcaption", {}, words), shown);
}

/** The file block: a remote file that the app added by its external id. */
export function file({ external_id: id }) {
  return fileCard({ title: id });
}
