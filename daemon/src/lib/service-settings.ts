// The settings that every engine behind a service has: its address, how long to wait for it, how much of an answer to read, how long a pause it may ask for.
import * as z from 'zod';
import { DEFAULT_MAX_RETRY_AFTER_MS, hasQuery } from './engine-service.ts';

export interface ServiceDefaults {
  /** In descriptions: `whisper service`. */
  readonly title: string;
  readonly url: string;
  readonly timeoutMs: number;
  /** Why so long, or so short. */
  readonly timeoutReason: string;
  /** Names that the address has had from the beginning. */
  readonly variable: string;
  readonly flag: string;
}

/** A hundred times what a recogniser says of a segment, or a translator of a sentence. */
const DEFAULT_MAX_ANSWER_BYTES = 1024 * 1024;

/** A service that is asked what it is, before it has anything to do, has so long for it: whoever starts a daemon waits for that. */
export const EXAMINE_TIMEOUT_MS = 2_000;

const KEY = /^[\u0021-\u007e]+$/u;

/** A setting for the key of a service. `sent`: `with each request (Bearer)`. */
export function keySetting({ sent, variable }: { readonly sent: string; readonly variable: string }) {
  return z
    .string()
    .regex(KEY, 'must be letters, figures and signs of ASCII, without blanks')
    .nullable()
    .default(null)
    .meta({ description: `Key that is sent ${sent}; null: none`, variable, secret: true });
}

function hasNoPassword(address: string): boolean {
  const url = URL.parse(address);
  return url === null || (url.username === '' && url.password === '');
}

/** Keys for the `settings` of an engine's description. */
export function serviceSettings({ title, url, timeoutMs, timeoutReason, variable, flag }: ServiceDefaults) {
  return {
    url: z
      .url({ protocol: /^https?$/, error: `must be an address such as ${url}` })
      .refine(hasNoPassword, 'must be an address without a name or a password in it: a key has a setting of its own')
      .refine((address) => !hasQuery(address), 'must be an address without "?" and "#": what comes from there on can’t be sent')
      .default(url)
      .meta({ description: `Address of the ${title}`, variable, flag }),
    timeoutMs: z
      .int()
      .min(100)
      .max(600_000)
      .default(timeoutMs)
      .meta({ description: `Milliseconds that the ${title} has for an answer (${timeoutReason})` }),
    maxAnswerBytes: z
      .int()
      .min(1024)
      .max(1024 ** 3)
      .default(DEFAULT_MAX_ANSWER_BYTES)
      .meta({ description: `Bytes of an answer of the ${title}; a longer one is refused` }),
    maxRetryAfterMs: z
      .int()
      .min(0)
      .max(3_600_000)
      .default(DEFAULT_MAX_RETRY_AFTER_MS)
      .meta({ description: `Milliseconds at most that the ${title} is left alone when it asks for a pause (Retry-After); 0: never` }),
  };
}
