// A line of events.jsonl -> what it changes of a tile: an event of the session, or a packet of the contract, one JSON object a line.
import * as z from 'zod/mini';
import { SubcamError } from '../errors/subcam-error.ts';
import type { SessionEvent } from '../session/session.ts';
import { parseTileSettings, tileSettings } from '../settings/tile-settings.ts';
import { parseContractPacket, type ContractPacket } from './contract-packet.ts';
import { audioAccount, cueUpdate, sessionState } from './daemon-messages.ts';

/** The events that tell all of a tile; the others tell of the same session and change no pixel. */
export type TileEvent = Extract<SessionEvent, { readonly type: 'opened' | 'state' | 'cue' | 'tile-settings' | 'closed' }>;

export type TileLogEntry =
  | { readonly type: 'event'; readonly event: TileEvent }
  /** An event that changes no tile, but tells that the session went on until then. */
  | { readonly type: 'other'; readonly atMs: number; readonly sessionId: string }
  | { readonly type: 'packet'; readonly packet: ContractPacket };

const happened = { atMs: z.number().check(z.gte(0), z.lte(1e15)), sessionId: z.string().check(z.minLength(1), z.maxLength(100)) };

const anyEvent = z.looseObject({ type: z.string(), ...happened });

const opened = z.object({
  type: z.literal('opened'),
  ...happened,
  captureId: z.string(),
  startedAtMs: z.number(),
  state: sessionState,
});
const state = z.object({ type: z.literal('state'), ...happened, state: sessionState });
const cue = z.object({ type: z.literal('cue'), ...happened, update: cueUpdate });
const settings = z.object({ type: z.literal('tile-settings'), ...happened, settings: tileSettings });
const closed = z.object({ type: z.literal('closed'), ...happened, captureId: z.string(), audio: audioAccount });

const tileEvent = z.discriminatedUnion('type', [opened, state, cue, settings, closed]);

/** Every type of event that `tileEvent` reads. */
const TILE_EVENT_TYPES: ReadonlySet<string> = new Set<TileEvent['type']>(['opened', 'state', 'cue', 'tile-settings', 'closed']);

/** An event of the subtitles socket as far as a tile is concerned; null for one that changes no tile. Throws a ZodError. */
export function parseTileEvent(input: unknown): TileEvent | null {
  const { type } = anyEvent.parse(input);
  if (!TILE_EVENT_TYPES.has(type)) return null;
  const event = tileEvent.parse(input);
  return event.type === 'tile-settings' ? { ...event, settings: parseTileSettings(event.settings) } : event;
}

/** Throws `bad-request`, whose message says what is wrong with the line, as the end of a sentence. */
export function parseTileLogLine(line: string): TileLogEntry {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new SubcamError('bad-request', 'it is not JSON (a line that was cut off?)', { cause: error });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new SubcamError('bad-request', 'it is not a JSON object');
  try {
    if ('translated_text' in value) return { type: 'packet', packet: parseContractPacket(value) };
    const event = parseTileEvent(value);
    if (event !== null) return { type: 'event', event };
    const { atMs, sessionId } = anyEvent.parse(value);
    return { type: 'other', atMs, sessionId };
  } catch (error) {
    const issue = error instanceof z.core.$ZodError ? error.issues[0] : undefined;
    const place = issue === undefined || issue.path.length === 0 ? 'it' : `its "${issue.path.map(String).join('.')}"`;
    throw new SubcamError('bad-request', `${place} is not as an event of a session or a packet has it (${issue?.code ?? 'unknown'})`, {
      cause: error,
    });
  }
}
