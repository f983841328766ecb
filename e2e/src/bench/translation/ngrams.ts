// Units of a text -> how often each run of so many of them is there. Pure.

/** `separator`: something that no unit contains, where units would run together. */
export function countNgrams(units: readonly string[], order: number, separator = ''): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (let at = 0; at + order <= units.length; at += 1) {
    const gram = units.slice(at, at + order).join(separator);
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}
