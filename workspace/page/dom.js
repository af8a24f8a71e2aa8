/**
 * Small helpers over the DOM. Everything on the page is made here, from text, never from HTML:
 * what a person or an app wrote can therefore never become markup.
 */

const AS_PROPERTY = new Set([
  "value",
  "checked",
  "disabled",
  "hidden",
  "open",
  "required",
  "indeterminate",
]);
const SVG = "http://www.w3.org/2000/svg";

function setProp(node, name, value) {
  if (value === undefined || value === null) return;
  if (name === "on") {
    for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
  } else if (name === "data") {
    for (const [key, text] of Object.entries(value))
      if (text !== undefined) node.dataset[key] = text;
  } else if (AS_PROPERTY.has(name)) node[name] = value;
  else if (value !== false) node.setAttribute(name, value === true ? "" : String(value));
}

function fill(node, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) setProp(node, name, value);
  node.append(
    ...children
      .flat(Infinity)
      .filter((child) => child !== null && child !== undefined && child !== false),
  );
  return node;
}

/**
 * Makes an element: `h("button", {class: "plain", on: {click}, data: {ts}}, "Text", child)`.
 * A property that is undefined, null or false is left out; so are such children.
 */
export function h(tag, props, ...children) {
  return fill(document.createElement(tag), props, children);
}

/** The same for SVG. */
export function svg(tag, props, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

let lastId = 0;

/** An id that no other element of this page has. */
export function uniqueId(stem) {
  lastId += 1;
  return `${stem}-${lastId}`;
}

const marks = new WeakMap();

function freshNode(item, old, recipe) {
  const mark = recipe.mark(item);
  if (old && marks.get(old) === mark) return old;
  const node = recipe.make(item, old);
  node.dataset.key = recipe.key(item);
  marks.set(node, mark);
  return node;
}

/**
 * Makes the children of `parent` show `items`, touching only what changed.
 *
 * @param {Element} parent
 * @param {Array} items
 * @param {{key: (item) => string, mark: (item) => string, make: (item, old?: Element) => Element}} recipe
 *   `mark` is equal as long as the item looks the same; `make` may mend and return the old node.
 */
export function reconcile(parent, items, recipe) {
  const old = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  const nodes = items.map((item) => freshNode(item, old.get(recipe.key(item)), recipe));
  const keep = new Set(nodes);
  for (const node of [...parent.children]) if (!keep.has(node)) node.remove();
  let cursor = parent.firstElementChild;
  for (const node of nodes) {
    if (node === cursor) cursor = cursor.nextElementSibling;
    else parent.insertBefore(node, cursor);
  }
}

/** The names of an element and of what it stands in, the innermost first. */
function focusNames(node) {
  const names = [];
  for (let at = node?.closest("[data-focus]"); at; at = at.parentElement?.closest("[data-focus]"))
    names.push(at.dataset.focus);
  return names;
}

const named = (name) => document.querySelector(`[data-focus="${CSS.escape(name)}"]`);

function restoreFocus(names, selection) {
  const node = names.map(named).find(Boolean);
  if (!node) return;
  node.focus({ preventScroll: true });
  if (node.dataset.focus === names[0] && selection[0] !== null)
    node.setSelectionRange(...selection);
}

/** Where the caret is; null in what has none, such as dates and checkboxes. */
function selectionOf(node) {
  return [node?.selectionStart ?? null, node?.selectionEnd ?? null];
}

/**
 * Runs `change` and puts focus and caret back where they were, when the element that had them
 * was made anew; when it is gone, the focus goes to what it stood in. Elements say who they are
 * by a `data-focus` that survives the change.
 */
export function keepingFocus(change) {
  const active = document.activeElement;
  const names = focusNames(active);
  const selection = selectionOf(active);
  change();
  if (names.length && document.activeElement !== active) restoreFocus(names, selection);
}

/** Runs `load` at most once at a time; calls made meanwhile lead to one more run. */
export function coalesced(load) {
  let running = null;
  let again = false;
  const run = async () => {
    do {
      again = false;
      await load();
    } while (again);
  };
  return () => {
    if (running) again = true;
    else running = run().finally(() => (running = null));
    return running;
  };
}

/** Calls `action` once, `ms` after the last call; `now()` calls it at once if it is due, `cancel()` drops it. */
export function debounce(action, ms) {
  let timer = null;
  const run = () => {
    timer = null;
    return action();
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(run, ms);
  };
  later.cancel = () => {
    clearTimeout(timer);
    timer = null;
  };
  later.now = () => {
    if (timer === null) return undefined;
    clearTimeout(timer);
    return run();
  };
  return later;
}
