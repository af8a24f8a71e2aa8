/** Times in a person's own zone, in the words Slack uses for them. */

const formats = new Map();

function format(zone, options) {
  const key = zone + JSON.stringify(options);
  if (!formats.has(key))
    formats.set(key, new Intl.DateTimeFormat("en-US", { timeZone: zone, ...options }));
  return formats.get(key);
}

function parts(date, zone) {
  const options = {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  };
  return Object.fromEntries(
    format(zone, options)
      .formatToParts(date)
      .map((part) => [part.type, part.value]),
  );
}

/** "2026-03-02" in the zone. */
export function isoDay(date, zone) {
  const { year, month, day } = parts(date, zone);
  return `${year}-${month}-${day}`;
}

/** "2026-03-02T09:00" in the zone: what a datetime-local input holds. */
export function localMinute(date, zone) {
  const { year, month, day, hour, minute } = parts(date, zone);
  return `${year}-${month}-${day}T${hour}:${minute}`;
}

/** The moment (seconds since 1970) that a clock on the wall of the zone shows as `local`. */
export function fromLocalMinute(local, zone) {
  const wanted = Date.parse(`${local}:00Z`);
  const shown = (moment) => Date.parse(`${localMinute(new Date(moment), zone)}:00Z`);
  const first = wanted - (shown(wanted) - wanted);
  return Math.round((first - (shown(first) - wanted)) / 1000);
}

/** "9:05 AM". */
export function timeOf(date, zone) {
  return format(zone, { hour: "numeric", minute: "2-digit" }).format(date);
}

function ordinal(day) {
  const teen = day % 100 >= 11 && day % 100 <= 13;
  return `${day}${(!teen && { 1: "st", 2: "nd", 3: "rd" }[day % 10]) || "th"}`;
}

function longDate(date, zone, month, weekday) {
  const name = format(zone, { month }).format(date);
  const day = ordinal(Number(parts(date, zone).day));
  const text = `${name} ${day}, ${parts(date, zone).year}`;
  return weekday ? `${format(zone, { weekday: "long" }).format(date)}, ${text}` : text;
}

/** "Today", "Yesterday", "Tomorrow" or null, as seen from `now`. */
function nearDay(date, zone, now) {
  const distance = (Date.parse(isoDay(date, zone)) - Date.parse(isoDay(now, zone))) / 86_400_000;
  return { "-1": "Yesterday", 0: "Today", 1: "Tomorrow" }[distance] ?? null;
}

/** "Monday, March 2nd", or "Today": the line between two days of a conversation. */
export function dayLine(date, zone, now) {
  return nearDay(date, zone, now) ?? longDate(date, zone, "long", true).replace(/, \d{4}$/, "");
}

/** "Mon, Mar 2, 9:00 AM". */
export function shortMoment(date, zone) {
  return format(zone, {
    weekday: "short",
    month: "short",
    day: "numeric",
    hour: "numeric",
    minute: "2-digit",
  }).format(date);
}

/** "Monday, March 2nd, 2026 at 9:00:00 AM": the full story, for titles. */
export function fullMoment(date, zone) {
  const time = format(zone, { hour: "numeric", minute: "2-digit", second: "2-digit" }).format(date);
  return `${longDate(date, zone, "long", true)} at ${time}`;
}

const STEPS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

/** "in 3 hours", "2 days ago". */
export function relative(date, now) {
  const seconds = Math.round((date - now) / 1000);
  const [unit, size] = STEPS.find(([, length]) => Math.abs(seconds) >= length) ?? STEPS.at(-1);
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(
    Math.round(seconds / size),
    unit,
  );
}

const pretty = (plain) => (date, zone, now) =>
  nearDay(date, zone, now)?.toLowerCase() ?? plain(date, zone);

const shortDate = (date, zone) => longDate(date, zone, "short", false);
const usualDate = (date, zone) => longDate(date, zone, "long", false);
const weekdayDate = (date, zone) => longDate(date, zone, "long", true);

/** The tokens of https://docs.slack.dev/messaging/formatting-message-text#date-formatting */
const TOKENS = {
  date_num: isoDay,
  date: usualDate,
  date_short: shortDate,
  date_long: weekdayDate,
  date_pretty: pretty(usualDate),
  date_short_pretty: pretty(shortDate),
  date_long_pretty: pretty(weekdayDate),
  day_divider_pretty: (date, zone, now) => dayLine(date, zone, now),
  time: timeOf,
  time_secs: (date, zone) =>
    format(zone, { hour: "numeric", minute: "2-digit", second: "2-digit" }).format(date),
  ago: (date, _zone, now) => relative(date, now),
};

/** Fills a template such as "{date_short} at {time}" as Slack does; a word it does not know stays. */
export function fillTemplate(template, date, zone, now) {
  const text = template.replace(
    /\{(\w+)\}/g,
    (whole, name) => TOKENS[name]?.(date, zone, now) ?? whole,
  );
  return text.charAt(0).toUpperCase() + text.slice(1);
}
