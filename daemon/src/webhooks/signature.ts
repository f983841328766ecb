// An event and a secret -> the headers by which its receiver knows that it is ours and fresh (https://www.standardwebhooks.com).
import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

export function newSecret(): string {
  return PREFIX + randomBytes(SECRET_BYTES).toString('base64');
}

export interface SignedMessage {
  /** Of the event: the same each time that it is sent. */
  readonly id: string;
  /** Wall clock of this attempt; a receiver refuses what is minutes old. */
  readonly nowMs: number;
  readonly body: string;
}

/** HMAC-SHA256 of `id.seconds.body` with the secret's bytes. */
export function signedHeaders(secret: string, { id, nowMs, body }: SignedMessage): Readonly<Record<string, string>> {
  const seconds = Math.floor(nowMs / 1000);
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': `v1,${signature}` };
}
