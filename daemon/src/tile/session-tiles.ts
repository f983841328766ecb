// Events of all sessions -> one tile for each session, as viewers see it: for its picture, its figures, and a subscriber who comes late.
import type { Clock, CueUpdate, SessionEvent, SessionState, TileSettings, TileState } from '@subcam/shared';
import { TILE_LIMITS, TILE_REPORT_STALE_MS } from '@subcam/shared';
import type { WebcamStats } from '@subcam/shared/http';
import type { ContractPacket } from '@subcam/shared/wire';
import type { Log } from '../telemetry/index.ts';
import { createPacketCues, type PacketCues } from './packet-cues.ts';
import { createSessionTile, type SessionTile } from './session-tile.ts';
import { createTilePainter, type Picture, type TilePainter } from './tile-painter.ts';
import { webcamStatsOf } from './webcam-contract.ts';

/** What a source publishes of its sessions. Tiles are made from events; packets say the same again and are ignored. */
export type SourceMessage = { readonly type: 'event'; readonly event: SessionEvent } | { readonly type: 'packet' };

/** The sessions whose tiles these are: of the pipeline's source, what is needed here. */
export interface SessionSource {
  /** Those that run. */
  sessions(): readonly SessionState[];
  /** null for one that does not run. */
  session(sessionId: string): SessionState | null;
  /** All that happens to sessions from now on, in order; returns the way to stop. */
  subscribe(listener: (message: SourceMessage) => void): () => void;
  /** Shows a cue that comes from elsewhere than the session's own sound. Throws `session-unknown`. */
  showCue(sessionId: string, update: CueUpdate): void;
}

/** The tile of a session that runs. */
export interface LiveTile {
  settings(): TileSettings;
  /** The cues, marks and settings of now; readable until it is asked for again. */
  picture(): Picture;
  /** The contract's figures: of frames, what the camera in the page reports. */
  stats(): WebcamStats;
  /** Shows the words of a packet on the session's tile, wherever that is. Throws `bad-request`, `session-unknown`. */
  packet(packet: ContractPacket): void;
  /** What a reader who comes late must know of the tile: its settings and every cue that stands. */
  currentEvents(): readonly SessionEvent[];
}

export interface SessionTiles {
  /** Undefined for a session that does not run. */
  get(sessionId: string): LiveTile | undefined;
  close(): void;
}

/** Sessions that are over are forgotten when more than so many are known; as many run at once at most by default. */
const MAX_KNOWN = 200;

interface Followed {
  readonly tile: SessionTile;
  readonly painter: TilePainter;
  /** Made with the first packet. */
  packets: PacketCues | null;
}

/** Follows every session of the source from now on; must be there before the first. */
export function followSessionTiles(deps: { readonly source: SessionSource; readonly clock: Clock; readonly log: Log }): SessionTiles {
  const { source, clock, log } = deps;
  const followed = new Map<string, Followed>();
  const over = new AbortController();

  const follow = (sessionId: string): Followed => {
    const known = followed.get(sessionId);
    if (known !== undefined) return known;
    if (followed.size >= MAX_KNOWN) forgetEnded();
    const entry: Followed = { tile: createSessionTile(), painter: createTilePainter(), packets: null };
    followed.set(sessionId, entry);
    return entry;
  };

  const forgetEnded = (): void => {
    const running = new Set(source.sessions().map(({ sessionId }) => sessionId));
    for (const sessionId of followed.keys()) if (!running.has(sessionId)) followed.delete(sessionId);
  };

  const unsubscribe = source.subscribe((message) => {
    if (message.type !== 'event') return;
    const { event } = message;
    switch (event.type) {
      case 'opened':
      case 'state':
      case 'cue':
      case 'tile-settings':
      case 'closed':
        follow(event.sessionId).tile.event(event);
        break;
      case 'partial':
      case 'final':
      case 'translation':
      case 'translation-failed':
      case 'gap':
      case 'omission':
      case 'meeting':
      case 'tile':
        break;
    }
  });

  /** Takes back what is due, until nothing of packets is shown any more. */
  const expire = async (sessionId: string, entry: Followed, packets: PacketCues): Promise<void> => {
    for (let dueMs = packets.nextExpiryMs(); dueMs !== null; dueMs = packets.nextExpiryMs()) {
      await clock.sleep(Math.max(0, dueMs - clock.monotonicMs()), over.signal);
      if (!isRunning(source, sessionId)) break;
      for (const update of packets.expire(clock.monotonicMs())) source.showCue(sessionId, update);
    }
    if (entry.packets === packets) entry.packets = null;
  };

  const liveTile = (sessionId: string): LiveTile => {
    const entry = follow(sessionId);
    const { tile, painter } = entry;
    return {
      settings: () => tile.model.settings,
      picture: () => painter.draw({ model: tile.model, ...sizeOf(tile, reportOf(source, sessionId)), nowMs: clock.nowMs() }),
      stats: () => {
        const nowMs = clock.nowMs();
        const report = reportOf(source, sessionId);
        return webcamStatsOf({
          tile,
          sessionId,
          isStreaming: report !== null && report.sending.status === 'sending' && nowMs - report.atMs < TILE_REPORT_STALE_MS,
          framesGenerated: report?.framesPainted ?? 0,
          durationMs: Math.max(0, nowMs - (tile.openedAtMs ?? nowMs)),
          nowMs,
        });
      },
      packet: (packet) => {
        const { cueDurationMs } = tile.model.settings;
        const isFirst = entry.packets === null;
        const packets = (entry.packets ??= createPacketCues({ cueDurationMs, clock, idPrefix: `packet:${clock.nowMs()}` }));
        packets.stayAtLeast(cueDurationMs);
        for (const update of packets.packet(packet)) source.showCue(sessionId, update);
        // Ends by itself, or with the daemon; a session that has gone takes its cues with it.
        if (isFirst) {
          expire(sessionId, entry, packets).catch((error: unknown) => {
            if (!over.signal.aborted) log.warn({ error, sessionId }, 'Cues of packets could not be taken back.');
          });
        }
      },
      currentEvents: () => {
        const happened = { atMs: clock.nowMs(), sessionId };
        const { cues, settings } = tile.model.input({ width: 0, height: 0 }, happened.atMs);
        const update = (cue: (typeof cues)[number]): CueUpdate => ({ type: 'upsert', emittedAtMs: happened.atMs, cue });
        return [
          { type: 'tile-settings', ...happened, settings },
          ...cues.map((cue): SessionEvent => ({ type: 'cue', ...happened, update: update(cue) })),
        ];
      },
    };
  };

  return {
    get: (sessionId) => (isRunning(source, sessionId) ? liveTile(sessionId) : undefined),
    close: () => {
      unsubscribe();
      over.abort();
      followed.clear();
    },
  };
}

function isRunning(source: SessionSource, sessionId: string): boolean {
  return source.session(sessionId) !== null;
}

/** The latest report of the session's cameras. */
function reportOf(source: SessionSource, sessionId: string): TileState | null {
  return source.session(sessionId)?.tile ?? null;
}

/** As large as the page has it; before a page has it, as the settings say. */
function sizeOf(tile: SessionTile, report: TileState | null): { readonly width: number; readonly height: number } {
  const { width, height } = report !== null && report.liveTracks > 0 ? report : tile.model.settings;
  const within = (side: number, { min, max }: { readonly min: number; readonly max: number }): number =>
    Math.round(Math.min(max, Math.max(min, side)));
  return { width: within(width, TILE_LIMITS.width), height: within(height, TILE_LIMITS.height) };
}
