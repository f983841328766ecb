// What a segment stores, as plain rows: what whoever writes with a driver alone would hand to it.
import { samplesToMs } from '@subcam/shared';
import { searchTokens } from '@subcam/daemon';
import type { MeetingPlace, Segment } from './segments.ts';

/** A database that is written to by its driver alone, into the same tables, with the same durability. */
export interface RawStore extends AsyncDisposable {
  open(meeting: MeetingPlace, segment: Segment): Promise<void>;
  /** One transaction for the final, one for its translation, one segment after another. */
  single(rows: readonly RawRows[]): Promise<void>;
  /** One transaction for all finals, one for all translations. */
  batched(rows: readonly RawRows[]): Promise<void>;
  /** Everything that is done before and after millions of rows are stored by `batched`; they need not survive a loss of power. */
  fill(work: () => Promise<void>): Promise<void>;
}

export type RawRow = Readonly<Record<string, number | string | null>>;

export interface RawPassage {
  readonly sessionId: string;
  readonly language: string;
  /** As they follow each other in the text. */
  readonly tokens: readonly string[];
}

export interface RawRows {
  readonly sessionId: string;
  readonly captureId: string;
  readonly transcript: RawRow;
  readonly target: string;
  readonly speaker: RawRow;
  readonly counts: { readonly words: number; readonly speechMs: number; readonly lastFinalAtMs: number };
  readonly progress: { readonly through: number; readonly state: string };
  readonly said: RawPassage;
  readonly translation: { readonly text: string; readonly confidence: number | null; readonly engine: string; readonly atMs: number };
  readonly translated: RawPassage;
}

export function rawRowsOf({ final, translation, startedAtMs }: Segment): RawRows {
  const { sessionId, transcript, attribution, progress, atMs } = final;
  const { captureId, firstSample, endSample, speechEndSample, revision, text, language, confidence, engine } = transcript;
  const said = searchTokens(text);
  const lastFinalAtMs = startedAtMs + samplesToMs(speechEndSample - firstSample);
  const who = { participant_id: attribution.participantId, display_name: attribution.displayName, speaker_label: attribution.speakerLabel };
  return {
    sessionId,
    captureId,
    transcript: {
      session_id: sessionId,
      capture_id: captureId,
      first_sample: firstSample,
      end_sample: endSample,
      speech_end_sample: speechEndSample,
      revision,
      text,
      language,
      confidence,
      engine: JSON.stringify(engine),
      ...who,
      attribution_confidence: attribution.confidence,
      committed_at_ms: atMs,
      started_at_ms: startedAtMs,
      word_count: said.length,
    },
    target: translation.targetLanguage,
    speaker: { session_id: sessionId, ...who, first_spoke_at_ms: startedAtMs, last_spoke_at_ms: lastFinalAtMs },
    counts: { words: said.length, speechMs: samplesToMs(speechEndSample - firstSample), lastFinalAtMs },
    progress: { through: progress.throughSample, state: progress.segmenterState },
    said: { sessionId, language, tokens: said },
    translation: {
      text: translation.text,
      confidence: translation.confidence,
      engine: JSON.stringify(translation.engine),
      atMs: atMs + 40,
    },
    translated: { sessionId, language: translation.targetLanguage, tokens: searchTokens(translation.text) },
  };
}

/** Of rows of one key the last: a statement can't write a row twice, and there is no need to. */
export function lastOf<Row>(rows: readonly Row[], keyOf: (row: Row) => unknown): readonly Row[] {
  return [...new Map(rows.map((row) => [keyOf(row), row])).values()];
}

/** Of each speaker one row: since their first words of these, until their last. */
export function speakersOf(rows: readonly RawRows[]): readonly RawRow[] {
  const heard = new Map<string, RawRow>();
  for (const { sessionId, speaker } of rows) {
    const key = `${sessionId} ${speaker['speaker_label']}`;
    const since = heard.get(key)?.['first_spoke_at_ms'];
    heard.set(key, since === undefined ? speaker : { ...speaker, first_spoke_at_ms: since });
  }
  return [...heard.values()];
}
