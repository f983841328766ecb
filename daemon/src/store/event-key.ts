// A meeting event -> its key: the same for the same observation, however its fields are ordered.
import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';

/** SHA-256 of the event's canonical JSON, base64url: 43 characters, which any index takes. */
export function eventKey(event: unknown): string {
  return createHash('sha256').update(canonicalJson(event)).digest('base64url');
}
