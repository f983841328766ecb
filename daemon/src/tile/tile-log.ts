// events.jsonl -> what happened to a tile and when, line by line; a line that makes no sense is named by its number.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { SubcamError, toSubcamError } from '@subcam/shared';
import { requireDrawable } from '@subcam/shared/paint';
import { parseTileLogLine, type ContractPacket, type TileEvent, type TileLogEntry } from '@subcam/shared/wire';
import { packetLanguage } from './packet-cues.ts';

/** One moment of a log. Instants never go back: a clock that was set back counts as standing still. */
export type TileMoment =
  | { readonly type: 'event'; readonly atMs: number; readonly event: TileEvent }
  | { readonly type: 'packet'; readonly atMs: number; readonly packet: ContractPacket };

export interface TileLog {
  readonly moments: readonly TileMoment[];
  /** The first and the last instant that a line tells, wall clock, ms. */
  readonly firstMs: number;
  readonly lastMs: number;
  /** null for a log of packets that name none. */
  readonly sessionId: string | null;
  /** By number, 1 for the first; only those that were left out because it was asked for. */
  readonly badLines: readonly number[];
}

export interface ReadTileLogOptions {
  /** Leaves out lines that make no sense instead of refusing the log. */
  readonly skipBadLines?: boolean;
  /** Of several sessions in one log, this one. */
  readonly sessionId?: string;
  readonly signal?: AbortSignal;
}

/** The longest line: a packet of 100,000 characters takes at most 600,000 when all of them are escaped. */
export const MAX_LINE_UNITS = 1_000_000;

/** Between two lines of one log; more is a clock that was wrong, and would make days of frames in which nothing happens. */
export const MAX_PAUSE_MS = 4 * 3_600_000;

/**
 * Rejects with `bad-request` for a line that makes no sense or is translated into a language that the tile can't draw, a log with several sessions of which none was chosen, one with nothing
 * to draw, or a pause of more than MAX_PAUSE_MS; with `storage` when the file can't be read.
 */
export async function readTileLog(file: string, options: ReadTileLogOptions = {}): Promise<TileLog> {
  const moments: TileMoment[] = [];
  const badLines: number[] = [];
  const sessions = new Set<string>();
  let number = 0;
  let firstMs: number | null = null;
  let lastMs = 0;

  const take = (line: string): void => {
    if (line.length > MAX_LINE_UNITS) throw new SubcamError('bad-request', `it is longer than ${MAX_LINE_UNITS} characters`);
    const entry = parseTileLogLine(line);
    const sessionId = entry.type === 'packet' ? entry.packet.session_id : entry.type === 'event' ? entry.event.sessionId : entry.sessionId;
    if (options.sessionId !== undefined && sessionId !== undefined && sessionId !== options.sessionId) return;
    const toldMs = entry.type === 'packet' ? packetMs(entry.packet) : entry.type === 'event' ? entry.event.atMs : entry.atMs;
    const atMs = Math.max(toldMs, lastMs);
    if (firstMs !== null && atMs - lastMs > MAX_PAUSE_MS) {
      throw new SubcamError('bad-request', `it is ${Math.round((atMs - lastMs) / 3_600_000)} hours later than the line before it`);
    }
    checkLanguages(entry);
    if (sessionId !== undefined) sessions.add(sessionId);
    firstMs ??= atMs;
    lastMs = atMs;
    if (entry.type === 'event') moments.push({ type: 'event', atMs, event: entry.event });
    if (entry.type === 'packet') moments.push({ type: 'packet', atMs, packet: entry.packet });
  };

  const stream = createReadStream(file, { encoding: 'utf8', signal: options.signal });
  try {
    for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
      number += 1;
      if (line.trim() === '') continue;
      try {
        take(number === 1 ? line.replace(/^\uFEFF/, '') : line);
      } catch (error) {
        if (options.skipBadLines !== true) throw named(file, number, error);
        badLines.push(number);
      }
    }
  } catch (error) {
    if (error instanceof SubcamError || options.signal?.aborted === true) throw toSubcamError(error);
    throw new SubcamError(
      'configuration',
      `${file} can't be read: ${toSubcamError(error).message}. Name a file that "subcam record" wrote.`,
      {
        cause: error,
      },
    );
  } finally {
    stream.destroy();
  }
  if (sessions.size > 1) {
    const ids = [...sessions].slice(0, 5).join(', ');
    throw new SubcamError('bad-request', `${file} holds ${sessions.size} sessions (${ids}): choose one with --session.`);
  }
  if (firstMs === null) {
    const reason =
      options.sessionId === undefined ? 'neither an event of a session nor a packet' : `nothing of session ${options.sessionId}`;
    throw new SubcamError('bad-request', `${file} holds ${reason}: there is nothing to draw.`);
  }
  return { moments, firstMs, lastMs, sessionId: [...sessions][0] ?? null, badLines };
}

/** Throws `bad-request` for translations that would be drawn as boxes. A session of a file, which has no tile, may have them. */
function checkLanguages(entry: TileLogEntry): void {
  if (entry.type === 'packet') packetLanguage(entry.packet);
  if (entry.type !== 'event' || entry.event.type !== 'cue' || entry.event.update.type !== 'upsert') return;
  for (const language of Object.keys(entry.event.update.cue.translations)) requireDrawable(language);
}

/** When the words of a packet were over, or as near to it as it tells. */
function packetMs(packet: ContractPacket): number {
  const { end_timestamp, timestamp, internal_timestamp, google_meet_timestamp, start_timestamp } = packet;
  const seconds = end_timestamp ?? timestamp ?? internal_timestamp ?? google_meet_timestamp ?? start_timestamp;
  if (seconds === undefined) throw new SubcamError('bad-request', 'the packet has no time: give it a "timestamp" in seconds since 1970');
  if (!(seconds >= 0 && seconds <= 1e12)) throw new SubcamError('bad-request', 'the time of the packet is not in seconds since 1970');
  return seconds * 1000;
}

function named(file: string, number: number, thrown: unknown): SubcamError {
  const message = toSubcamError(thrown).message.replace(/\.$/, '');
  return new SubcamError(
    'bad-request',
    `${file}, line ${number}: ${message}. Mend or remove the line, or leave such lines out with --skip-bad-lines.`,
    { cause: thrown },
  );
}
