// A meeting event -> its key: the same for the same observation, however its fields are ordered.
import { createHash } from 'node:crypto';

/** Fields in the order of their names, at every depth. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, field]) => [name, canonical(field)]));
}

/** SHA-256 of the event's canonical JSON, base64url: 43 characters, which any index takes. */
export function eventKey(event: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(canonical(event)))
    .digest('base64url');
}
