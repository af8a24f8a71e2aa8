/** Dates and times: the browser's own pickers, which the keyboard and screen readers know. */
import { fromLocalMinute, localMinute } from "./dates.js";
import { debounce, h } from "./dom.js";
import { hooks, named, settle } from "./field.js";

const KEYBOARD_PAUSE_MS = 700;

/** type → the input's type, and how a held value is shown and read. */
const MOMENTS = {
  datepicker: {
    type: "date",
    label: "Select a date",
    show: (value) => value ?? "",
    read: (text) => text || null,
  },
  timepicker: {
    type: "time",
    label: "Select a time",
    show: (value) => value ?? "",
    read: (text) => text || null,
  },
  datetimepicker: {
    type: "datetime-local",
    label: "Select a date and time",
    show: (value, zone) => (value ? localMinute(new Date(value * 1000), zone) : ""),
    read: (text, zone) => (text ? fromLocalMinute(text.slice(0, 16), zone) : null),
  },
};

/** A year that is still being typed (0202) is no date yet. */
const settled = (text) => !/^0/.test(text) || /^\d\d:/.test(text);

/** A date, a time, or both. */
export function momentField(element, spot) {
  const { surface, blockId } = spot;
  const kind = MOMENTS[element.type];
  const zone = element.timezone ?? surface.directory.zone;
  const field = h("input", {
    ...hooks(element, { ...spot, naming: named(element, spot, kind.label) }),
    class: "text-field moment",
    type: kind.type,
  });
  const write = (value) => {
    if (document.activeElement !== field) field.value = kind.show(value, zone);
  };
  const restore = (value) => (field.value = kind.show(value, zone));
  const send = () => {
    const value = kind.read(field.value, zone);
    const changed = value !== (surface.value(blockId, element) ?? null);
    return changed && settled(field.value) && settle(element, spot, value, value, restore);
  };
  const soon = debounce(send, KEYBOARD_PAUSE_MS);
  field.addEventListener("input", soon);
  field.addEventListener("blur", () => soon.now());
  surface.hurry(blockId, element, () => soon.now());
  restore(surface.value(blockId, element));
  surface.follow(blockId, element, write);
  return field;
}
