/** The `table` and `data_table` blocks. A data table sorts by its headings and turns pages. */
import { h } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { richText } from "./richtext.js";

function content(cell, directory) {
  if (!cell) return "";
  if (cell.type === "rich_text") return richText(cell, directory);
  return withEmoji(String(cell.text ?? cell.value ?? ""));
}

const ALIGN = { center: "center", right: "right" };

function cellClass(cell, settings) {
  const side = ALIGN[settings?.align] ?? (cell?.type === "raw_number" ? "right" : null);
  return (
    [side && `align-${side}`, settings?.is_wrapped === false && "no-wrap"]
      .filter(Boolean)
      .join(" ") || undefined
  );
}

/** A region that scrolls sideways on its own and can be reached by the keyboard. */
function scroller(label, ...children) {
  return h(
    "div",
    { class: "table-scroll", role: "region", tabindex: "0", "aria-label": label },
    children,
  );
}

/** https://docs.slack.dev/reference/block-kit/blocks/table-block: the first row is the heading. */
export function table(block, directory) {
  const [head, ...body] = block.rows;
  const settings = block.column_settings ?? [];
  const cell = (tag, props) => (item, index) =>
    h(tag, { ...props, class: cellClass(item, settings[index]) }, content(item, directory));
  return scroller(
    "Table",
    h(
      "table",
      { class: "data" },
      h("thead", {}, h("tr", {}, head.map(cell("th", { scope: "col" })))),
      h(
        "tbody",
        {},
        body.map((row) => h("tr", {}, row.map(cell("td", {})))),
      ),
    ),
  );
}

function sortKey(cell) {
  if (cell?.type === "raw_number") return cell.value;
  return cell?.text ?? JSON.stringify(cell?.elements ?? "");
}

function compare(left, right) {
  if (typeof left === "number" && typeof right === "number") return left - right;
  return String(left).localeCompare(String(right), "en", { numeric: true });
}

function sorted(rows, { column, down }) {
  if (column === null) return rows;
  const order = (one, other) => compare(sortKey(one[column]), sortKey(other[column]));
  return [...rows].sort((one, other) => (down ? order(other, one) : order(one, other)));
}

class DataTable {
  #state = { column: null, down: false, page: 0 };

  constructor(block, directory) {
    this.block = block;
    this.directory = directory;
    this.size = block.page_size ?? 5;
    [this.head, ...this.rows] = block.rows;
    this.table = h("table", { class: "data" });
    this.pager = h("div", { class: "pager" });
    this.node = h("div", { class: "data-table" }, scroller(block.caption, this.table), this.pager);
    this.#show();
  }

  get #pages() {
    return Math.ceil(this.rows.length / this.size);
  }

  #heading(cell, index) {
    const { column, down } = this.#state;
    const sort = column === index ? (down ? "descending" : "ascending") : "none";
    const press = () =>
      this.#change({ column: index, down: column === index && !down, page: 0 }, index);
    const arrow = { ascending: " ↑", descending: " ↓", none: "" }[sort];
    return h(
      "th",
      { scope: "col", "aria-sort": sort, class: cellClass(this.rows[0]?.[index]) },
      h(
        "button",
        { type: "button", class: "sort", on: { click: press } },
        content(cell, this.directory),
        h("span", { "aria-hidden": "true" }, arrow),
      ),
    );
  }

  #row(row) {
    const header = this.block.row_header_column_index ?? 0;
    return h(
      "tr",
      {},
      row.map((cell, index) => {
        const props = index === header ? { scope: "row" } : {};
        return h(
          index === header ? "th" : "td",
          { ...props, class: cellClass(cell) },
          content(cell, this.directory),
        );
      }),
    );
  }

  #show() {
    const start = this.#state.page * this.size;
    const shown = sorted(this.rows, this.#state).slice(start, start + this.size);
    this.table.replaceChildren(
      h("caption", {}, this.block.caption),
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          this.head.map((cell, index) => this.#heading(cell, index)),
        ),
      ),
      h(
        "tbody",
        {},
        shown.map((row) => this.#row(row)),
      ),
    );
    this.#showPager();
  }

  #showPager() {
    const { page } = this.#state;
    this.pager.hidden = this.#pages < 2;
    const turn = (by, name) =>
      h(
        "button",
        {
          type: "button",
          class: "plain",
          disabled: page + by < 0 || page + by >= this.#pages,
          on: { click: () => this.#change({ page: page + by }) },
        },
        name,
      );
    this.pager.replaceChildren(
      turn(-1, "Previous"),
      h("span", {}, `Page ${page + 1} of ${this.#pages}`),
      turn(1, "Next"),
    );
  }

  #change(part, focused) {
    const pressed = document.activeElement?.textContent;
    Object.assign(this.#state, part);
    this.#show();
    const again =
      focused === undefined
        ? [...this.pager.querySelectorAll("button")].find(
            (button) => button.textContent === pressed,
          )
        : this.table.querySelectorAll(".sort")[focused];
    again?.focus();
  }
}

/** https://docs.slack.dev/reference/block-kit/blocks/data-table-block */
export function dataTable(block, directory) {
  return new DataTable(block, directory).node;
}
