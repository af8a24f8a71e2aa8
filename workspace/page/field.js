/** What all fields have in common: hooks and names, and how a value is kept and carried to the app. */
import { plainText } from "./mrkdwn.js";

/**
 * @typedef {object} Spot
 * @property {string} blockId
 * @property {import("./surface.js").Surface} surface
 * @property {{labelledby?: string, label?: string, describedby?: string, id?: string}} naming
 * @property {boolean} [optional]
 * @property {boolean} [hears] an input block with dispatch_action
 * @property {(element: object) => Promise<boolean>} allowed asks the element's confirm question
 */

/** Attributes that every control has: its hooks and its accessible name. */
export function hooks(element, { blockId, surface, naming }, part = "") {
  return {
    id: part ? undefined : naming.id,
    data: {
      actionId: element.action_id,
      blockId,
      focus: surface.focusName(blockId, element.action_id, part),
    },
    "aria-labelledby": naming.labelledby,
    "aria-label": naming.labelledby ? undefined : naming.label,
    "aria-describedby": naming.describedby,
    autofocus: element.focus_on_load && !part ? true : undefined,
  };
}

/** The accessible name of a control that has no label beside it. */
export function named(element, { naming }, otherwise) {
  if (naming.labelledby) return naming;
  return { ...naming, label: plainText(element.placeholder) || naming.label || otherwise };
}

/** Keeps a value and carries it to the workspace; a "no" to the confirm question puts the old one back. */
export async function settle(element, spot, value, plain, restore) {
  const { surface, blockId } = spot;
  if (!(await spot.allowed(element))) {
    restore(surface.value(blockId, element));
    return;
  }
  surface.keep(blockId, element, value);
  await surface.act(blockId, element, plain);
}
