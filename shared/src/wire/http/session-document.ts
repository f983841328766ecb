// The file that an export of sessions is and an import takes: JSON with everything that is stored of them.
import * as z from 'zod/mini';
import { GAP_REASONS } from '../../audio/audio-frame.ts';
import { isLanguageCode } from '../../language/language.ts';
import { CAPTURE_SOURCES } from '../../session/session.ts';
import type { SessionRecord } from '../../store/session-record.ts';
import { meetingEvent } from '../capture-socket.ts';

/** What the field `format` says. */
export const SESSION_DOCUMENT_FORMAT = 'subcam-sessions';

/** Rises when a document is no longer read by what read the one before. */
export const SESSION_DOCUMENT_VERSION = 1;

const id = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,100}$/));
const shortText = z.string().check(z.maxLength(2_000));
/** Of one final: no recogniser writes more. */
const text = z.string().check(z.maxLength(1_000_000));
const language = z.string().check(z.refine(isLanguageCode));
const instantMs = z.number().check(z.gte(-1e15), z.lte(1e15));
const sample = z.number().check(z.int(), z.gte(0), z.lte(Number.MAX_SAFE_INTEGER));
const share = z.number();
const engine = z.object({ name: shortText, model: shortText });
const who = { participantId: z.nullable(shortText), displayName: z.nullable(shortText) };

const recordedSession = z.object({
  sessionId: id,
  meetingUrl: z.nullable(shortText),
  client: shortText,
  sourceLanguage: z.union([z.literal('auto'), language]),
  spoken: z.readonly(z.array(language)),
  targetLanguages: z.readonly(z.array(language)),
  twoWay: z.boolean(),
  openedAtMs: instantMs,
  closedAtMs: z.nullable(instantMs),
});

const recordedCapture = z.object({
  captureId: id,
  source: z.enum(CAPTURE_SOURCES),
  startedAtMs: instantMs,
  committedThrough: sample,
  spans: z.readonly(
    z.array(
      z.object({
        kind: z.enum(['committed', 'gap']),
        firstSample: sample,
        sampleCount: sample,
        reason: z.nullable(z.enum(GAP_REASONS)),
      }),
    ),
  ),
});

const recordedTranslation = z.object({
  targetLanguage: language,
  status: z.enum(['pending', 'done', 'failed']),
  text: z.nullable(text),
  confidence: z.nullable(share),
  engine: z.nullable(engine),
  message: z.nullable(z.string().check(z.maxLength(10_000))),
  settledAtMs: z.nullable(instantMs),
});

const recordedFinal = z.object({
  captureId: id,
  firstSample: sample,
  endSample: sample,
  speechEndSample: sample,
  revision: sample,
  startedAtMs: instantMs,
  committedAtMs: instantMs,
  language,
  text,
  confidence: z.nullable(share),
  engine,
  speaker: z.object({ ...who, speakerLabel: z.nullable(shortText), confidence: share }),
  translations: z.readonly(z.array(recordedTranslation)),
});

export const sessionRecord: z.ZodMiniType<SessionRecord> = z.object({
  session: recordedSession,
  captures: z.readonly(z.array(recordedCapture)),
  participants: z.readonly(
    z.array(
      z.object({
        participantId: shortText,
        displayName: shortText,
        isSelf: z.boolean(),
        joinedAtMs: instantMs,
        leftAtMs: z.nullable(instantMs),
      }),
    ),
  ),
  speakers: z.readonly(z.array(z.object({ speakerLabel: shortText, ...who, firstSpokeAtMs: instantMs, lastSpokeAtMs: instantMs }))),
  events: z.readonly(z.array(meetingEvent)),
  finals: z.readonly(z.array(recordedFinal)),
});

export const sessionDocument = z.object({
  format: z.literal(SESSION_DOCUMENT_FORMAT),
  version: z.literal(SESSION_DOCUMENT_VERSION),
  sessions: z.readonly(z.array(sessionRecord)),
});
export type SessionDocument = Readonly<z.infer<typeof sessionDocument>>;
