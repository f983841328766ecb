// The socket between a capture client (extension, command line) and the daemon: namespace, events, schemas, version.
import * as z from 'zod/mini';
import { ERROR_CODES } from '../errors/subcam-error.ts';
import { GAP_REASONS, SAMPLE_RATE_HZ } from '../audio/audio-frame.ts';
import { isLanguageCode } from '../language/language.ts';
import type { Cue, CueUpdate } from '../cue/cue.ts';
import { CAPTURE_SOURCES, SENDING_STATUSES, type AudioAccount, type SessionState, type TileSending } from '../session/session.ts';
import { tileSettings, type TileSettings } from '../settings/tile-settings.ts';

/** Bumped whenever a golden of the wire changes. */
export const PROTOCOL_VERSION = 5;

export const CAPTURE_NAMESPACE = '/capture';
export const SUBTITLES_NAMESPACE = '/subtitles';
export const RUNNER_NAMESPACE = '/runner';

/** What a token must allow to be let in. A token of one session may join `/subtitles`, and read that session there. */
export const NAMESPACE_SCOPES = {
  [CAPTURE_NAMESPACE]: 'capture',
  [RUNNER_NAMESPACE]: 'capture',
  [SUBTITLES_NAMESPACE]: 'read',
} as const;

/** The fixed id that the manifest's key gives; the only foreign origin that the daemon admits. */
export const EXTENSION_ID = 'bkmficllblkdacjljhepcchmjlgdcoaf';
export const EXTENSION_ORIGIN = `chrome-extension://${EXTENSION_ID}`;

export const DEFAULT_DAEMON_PORT = 3000;

const sampleIndex = z.number().check(z.int(), z.gte(0), z.lte(Number.MAX_SAFE_INTEGER));
const wallClockMs = z.number().check(z.gte(0), z.lte(1e15));
const shortText = z.string().check(z.maxLength(500));
const id = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,100}$/));
const language = z.string().check(z.refine(isLanguageCode));

/** Socket.IO `auth` of every namespace. */
export const handshakeAuth = z.object({
  token: z.string().check(z.minLength(1), z.maxLength(200)),
  protocolVersion: z.number(),
  /** Who connects, for the log: `extension 0.1.0`, `subcam transcribe`. */
  client: shortText,
});
export type HandshakeAuth = z.infer<typeof handshakeAuth>;

/** First event of every connection of a capture; answered with `CaptureWelcome`. */
export const captureHello = z.object({
  sessionId: id,
  captureId: id,
  /** Rises with every connection of this capture; an older one is refused. */
  connectionEpoch: z.number().check(z.int(), z.gte(1), z.lte(0xffff_ffff)),
  /** Anything but 16000 is answered with `sample-rate`. */
  sampleRateHz: z.number(),
  source: z.enum(CAPTURE_SOURCES),
  /** Wall clock of sample 0, stamped where the sound is captured. */
  startedAtMs: wallClockMs,
  /** The oldest sample that the client can still send. */
  oldestSample: sampleIndex,
  /** One past the newest sample that it has captured. */
  nextSample: sampleIndex,
  meetingUrl: z.nullable(z.string().check(z.maxLength(2000))),
  /** These four: `MeetingLanguages`. */
  sourceLanguage: z.union([z.literal('auto'), language]),
  spoken: z.optional(z.readonly(z.array(language).check(z.maxLength(8)))),
  targetLanguages: z.array(language).check(z.maxLength(8)),
  twoWay: z.optional(z.boolean()),
  /** `live`: partials are wanted. `file`: as fast as it goes, finals only unless time allows. */
  pace: z.enum(['live', 'file']),
  /** How the client wants its tile; absent: the daemon's own settings. */
  tile: z.optional(tileSettings),
});
export type CaptureHello = z.infer<typeof captureHello>;

export const wireError = z.object({
  code: z.enum(ERROR_CODES),
  message: z.string(),
  retryable: z.boolean(),
});
export type WireError = z.infer<typeof wireError>;

export interface CaptureWelcome {
  readonly sessionId: string;
  /** Send everything from this sample on. Less than `committedThrough` by the context that the segmenter needs. */
  readonly resumeFromSample: number;
  readonly committedThrough: number;
  /** What viewers should see now. */
  readonly cues: readonly Cue[];
  readonly state: SessionState;
  readonly tile: TileSettings;
}

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: WireError };

export const gapNotice = z.object({
  firstSample: sampleIndex,
  sampleCount: z.number().check(z.int(), z.gte(1), z.lte(SAMPLE_RATE_HZ * 86_400)),
  reason: z.enum(GAP_REASONS),
});
export type GapNotice = z.infer<typeof gapNotice>;

export const meetingEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('participant-joined'),
    atMs: wallClockMs,
    participantId: shortText,
    displayName: shortText,
    isSelf: z.boolean(),
  }),
  z.object({ type: z.literal('participant-left'), atMs: wallClockMs, participantId: shortText }),
  z.object({ type: z.literal('speaking-started'), atMs: wallClockMs, participantId: shortText }),
  z.object({ type: z.literal('speaking-stopped'), atMs: wallClockMs, participantId: shortText }),
  z.object({ type: z.literal('meeting-ended'), atMs: wallClockMs, reason: shortText }),
]);

export const tileSending: z.ZodMiniType<TileSending> = z.object({
  status: z.enum(SENDING_STATUSES),
  width: z.nullable(z.number().check(z.gte(0), z.lte(10_000))),
  height: z.nullable(z.number().check(z.gte(0), z.lte(10_000))),
  framesPerSecond: z.nullable(z.number().check(z.gte(0), z.lte(1000))),
  framesEncoded: sampleIndex,
});

export const tileReport = z.object({
  painted: z
    .array(z.object({ cueId: shortText, revision: z.number().check(z.int(), z.gte(0)), paintedAtMs: wallClockMs }))
    .check(z.maxLength(200)),
  framesPainted: sampleIndex,
  width: z.number().check(z.gte(0), z.lte(10_000)),
  height: z.number().check(z.gte(0), z.lte(10_000)),
  liveTracks: z.number().check(z.int(), z.gte(0), z.lte(1000)),
  sending: tileSending,
});

/** Sent once, when the client has stopped capturing; answered when everything before `nextSample` is settled. */
export const captureEnd = z.object({ nextSample: sampleIndex });
export type CaptureEnd = z.infer<typeof captureEnd>;

/** Cumulative: every sample before `throughSample` may be forgotten. */
export interface CaptureAck {
  readonly captureId: string;
  readonly throughSample: number;
}

export interface CaptureClientToServer {
  hello(hello: CaptureHello, answer: (reply: Answer<CaptureWelcome>) => void): void;
  /** `encodePcmFrame`. */
  audio(packet: Uint8Array): void;
  gap(notice: GapNotice): void;
  meeting(event: z.infer<typeof meetingEvent>): void;
  tile(report: z.infer<typeof tileReport>): void;
  /** The person changed how the tile looks; answered to everybody with the server's `tileSettings`. */
  tileSettings(settings: TileSettings): void;
  end(end: CaptureEnd, answer: (reply: Answer<AudioAccount>) => void): void;
}

export interface CaptureServerToClient {
  ack(ack: CaptureAck): void;
  cue(update: CueUpdate): void;
  state(state: SessionState): void;
  tileSettings(settings: TileSettings): void;
  /** The last event before the daemon closes the connection. */
  fault(error: WireError): void;
}
