/** Which of the things in a list are new. */

/** What came at the end of a list that may have lost its oldest entries. */
export function added(before, after) {
  const same = (one, other) => one.at === other?.at && one.text === other.text;
  for (let lost = 0; lost <= before.length; lost += 1) {
    const kept = before.slice(lost);
    if (kept.every((notice, index) => same(notice, after[index]))) return after.slice(kept.length);
  }
  return after;
}
