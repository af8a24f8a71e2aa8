/**
 * data_visualization blocks drawn as SVG, with every figure in a table for those who do not see them
 * (https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block).
 */
import { h, svg } from "./dom.js";

const WIDTH = 520;
const HEIGHT = 240;
const EDGE = { left: 44, right: 12, top: 18, bottom: 44 };
const LETTER = 9; // how wide one is where the letters are largest, in a narrow window
const DASHES = ["", "7 4", "2 4", "10 4 2 4", "4 2", "1 3"];

const number = (value) =>
  new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 }).format(value);

/** Round steps for an axis from 0 (or the least value) to at least the greatest one. */
export function ticks(values) {
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values, 1e-9)];
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size >= rough);
  const first = Math.floor(low / step);
  const count = Math.ceil(high / step) - first + 1;
  return Array.from({ length: count }, (_, index) => (first + index) * step);
}

function scales(data) {
  const marks = ticks(data.series.flatMap(({ values }) => values));
  const [low, high] = [marks[0], marks.at(-1)];
  const inner = { width: WIDTH - EDGE.left - EDGE.right, height: HEIGHT - EDGE.top - EDGE.bottom };
  const slot = inner.width / data.categories.length;
  return {
    marks,
    slot,
    x: (index) => EDGE.left + slot * (index + 0.5),
    y: (value) => EDGE.top + inner.height * (1 - (value - low) / (high - low)),
  };
}

function axes(data, { marks, x, y, slot }) {
  const lines = marks.map((mark) =>
    svg("line", { class: "grid", x1: EDGE.left, x2: WIDTH - EDGE.right, y1: y(mark), y2: y(mark) }),
  );
  const heights = marks.map((mark) =>
    svg(
      "text",
      { class: "tick", x: EDGE.left - 6, y: y(mark) + 4, "text-anchor": "end" },
      number(mark),
    ),
  );
  const most = Math.max(3, Math.floor(slot / LETTER));
  const names = data.categories.map((name, index) =>
    svg(
      "text",
      { class: "tick", x: x(index), y: HEIGHT - EDGE.bottom + 16, "text-anchor": "middle" },
      shortened(name, most),
    ),
  );
  const labels = [
    data.xLabel &&
      svg(
        "text",
        { class: "axis-label", x: (WIDTH + EDGE.left) / 2, y: HEIGHT - 6, "text-anchor": "middle" },
        data.xLabel,
      ),
    data.yLabel &&
      svg(
        "text",
        {
          class: "axis-label",
          transform: `translate(10 ${(HEIGHT - EDGE.bottom) / 2}) rotate(-90)`,
          "text-anchor": "middle",
        },
        data.yLabel,
      ),
  ];
  return [lines, heights, names, labels];
}

const shortened = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

function bars(data, scale) {
  const width = Math.min(36, (scale.slot * 0.8) / data.series.length);
  return data.series.flatMap(({ values }, row) =>
    values.map((value, index) => {
      const x = scale.x(index) + (row - data.series.length / 2) * width;
      const [top, base] = [scale.y(Math.max(value, 0)), scale.y(Math.min(value, 0))];
      const figure =
        width >= 18 &&
        svg(
          "text",
          { class: "tick", x: x + width / 2 - 1, y: top - 3, "text-anchor": "middle" },
          number(value),
        );
      return [
        svg("rect", {
          class: `series-${row}`,
          x,
          y: top,
          width: width - 2,
          height: Math.max(1, base - top),
          rx: 2,
        }),
        figure,
      ];
    }),
  );
}

function points(values, scale) {
  return values.map((value, index) => `${scale.x(index)},${scale.y(value)}`).join(" ");
}

function lines(data, scale) {
  return data.series.flatMap(({ values }, row) => [
    svg("polyline", {
      class: `line series-${row}`,
      points: points(values, scale),
      "stroke-dasharray": DASHES[row],
    }),
    values.map((value, index) =>
      svg("circle", { class: `series-${row}`, cx: scale.x(index), cy: scale.y(value), r: 3.5 }),
    ),
  ]);
}

function areas(data, scale) {
  const floor = scale.y(0);
  return data.series.flatMap(({ values }, row) => {
    const shape = `${scale.x(0)},${floor} ${points(values, scale)} ${scale.x(values.length - 1)},${floor}`;
    return [
      svg("polygon", { class: `area series-${row}`, points: shape }),
      svg("polyline", {
        class: `line series-${row}`,
        points: points(values, scale),
        "stroke-dasharray": DASHES[row],
      }),
    ];
  });
}

function slice(from, share, row) {
  if (share >= 1) return svg("circle", { class: `slice series-${row}`, cx: 0, cy: 0, r: 100 });
  const at = (turn) =>
    [100 * Math.sin(turn * 2 * Math.PI), -100 * Math.cos(turn * 2 * Math.PI)].map((place) =>
      place.toFixed(2),
    );
  const [start, end] = [at(from), at(from + share)];
  return svg("path", {
    class: `slice series-${row}`,
    d: `M0 0 L${start} A100 100 0 ${share > 0.5 ? 1 : 0} 1 ${end} Z`,
  });
}

function pie(segments) {
  const whole = segments.reduce((sum, { value }) => sum + value, 0);
  let from = 0;
  const slices = segments.map(({ value }, row) => {
    const node = slice(from, value / whole, row);
    from += value / whole;
    return node;
  });
  return svg("svg", { class: "pie", viewBox: "-104 -104 208 208", "aria-hidden": "true" }, slices);
}

/** A block's chart as categories and series of numbers. */
function readSeries({ series, axis_config: axis = {} }) {
  const categories = axis.categories ?? series[0].data.map(({ label }) => label);
  const valueAt = (data, name) => data.find(({ label }) => label === name)?.value ?? 0;
  return {
    categories,
    xLabel: axis.x_label,
    yLabel: axis.y_label,
    series: series.map(({ name, data }) => ({
      name,
      values: categories.map((category) => valueAt(data, category)),
    })),
  };
}

function legendSign(row, dashed) {
  const line = svg("line", {
    class: `line series-${row}`,
    x1: 0,
    x2: 24,
    y1: 6,
    y2: 6,
    "stroke-dasharray": dashed ? DASHES[row] : undefined,
  });
  return svg("svg", { class: "legend-sign", viewBox: "0 0 24 12" }, line);
}

function legend(names, dashed) {
  return h(
    "ul",
    { class: "legend" },
    names.map((name, row) => h("li", {}, legendSign(row, dashed), name)),
  );
}

function figures(title, head, rows) {
  return h(
    "table",
    { class: "visually-hidden" },
    h("caption", {}, title),
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        head.map((name) => h("th", { scope: "col" }, name)),
      ),
    ),
    h(
      "tbody",
      {},
      rows.map(([name, ...values]) =>
        h(
          "tr",
          {},
          h("th", { scope: "row" }, name),
          values.map((value) => h("td", {}, number(value))),
        ),
      ),
    ),
  );
}

function pieChart(block) {
  const { segments } = block.chart;
  const whole = segments.reduce((sum, { value }) => sum + value, 0);
  const names = segments.map(
    ({ label, value }) => `${label}: ${number(value)} (${Math.round((100 * value) / whole)}%)`,
  );
  return [
    h("div", { class: "pie-row", "aria-hidden": "true" }, pie(segments), legend(names, false)),
    figures(
      block.title,
      ["Part", "Value"],
      segments.map(({ label, value }) => [label, value]),
    ),
  ];
}

const DRAW = { bar: bars, line: lines, area: areas };

function seriesChart(block) {
  const data = readSeries(block.chart);
  const scale = scales(data);
  const drawing = svg(
    "svg",
    { class: "plot", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true" },
    axes(data, scale),
    DRAW[block.chart.type](data, scale),
  );
  const rows = data.categories.map((category, index) => [
    category,
    ...data.series.map(({ values }) => values[index]),
  ]);
  return [
    drawing,
    h(
      "div",
      { "aria-hidden": "true" },
      legend(
        data.series.map(({ name }) => name),
        block.chart.type !== "bar",
      ),
    ),
    figures(block.title, [data.xLabel ?? "Category", ...data.series.map(({ name }) => name)], rows),
  ];
}

/** The figure for a data_visualization block. */
export function chart(block) {
  const draw = block.chart.type === "pie" ? pieChart : seriesChart;
  return h(
    "figure",
    { class: "chart" },
    h("figcaption", { "aria-hidden": "true" }, block.title),
    draw(block),
  );
}
