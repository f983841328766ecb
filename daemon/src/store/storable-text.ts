// Any text of JavaScript -> one that every database keeps.

/** Postgres refuses NUL in texts, and UTF-8 has no lone surrogates. */
export function storableText(text: string): string {
  // Nearly every text is: to find that out is quicker than to make another.
  return text.isWellFormed() && !text.includes('\0') ? text : text.replaceAll('\0', '').toWellFormed();
}

/** The same of every text in a value that becomes JSON. */
export function storableJson<T>(value: T): T {
  return storable(value) as T;
}

function storable(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [storableText(name), storable(field)]));
}
