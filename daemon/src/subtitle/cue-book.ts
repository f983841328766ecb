// Transcripts and translations -> cue updates: what viewers should read now. Only the clock is from outside; timers are the caller's.
import {
  TILE_LIMITS,
  cueIdOf,
  type Attribution,
  type Clock,
  type Cue,
  type CueText,
  type CueUpdate,
  type LanguageCode,
  type SegmentKey,
  type Transcript,
  type Translation,
} from '@subcam/shared';
import { readingMs } from './reading-time.ts';

export interface CueBookOptions {
  readonly settings: {
    /** How long a final stays at least. */
    readonly cueDurationMs: number;
  };
  readonly clock: Pick<Clock, 'nowMs'>;
}

/** Each call returns what changed for viewers, in order; nothing when nothing did. */
export interface CueBook {
  transcript(transcript: Transcript, attribution: Attribution): CueUpdate[];
  /** Of a cue that is gone: nothing. */
  translation(translation: Translation): CueUpdate[];
  /** Removes what is due. */
  expire(nowMs: number): CueUpdate[];
  /** In the order of media time. */
  current(): Cue[];
  /** When `expire` next has something to do; null while nothing will. */
  nextExpiryMs(): number | null;
}

/** More than any tile shows; the oldest goes first. */
const MAX_CUES = TILE_LIMITS.maxCues.max;

/** A cue that is gone comes back at once (its final was late) or never. */
const MAX_REMEMBERED = 50;

interface OpenCue {
  cue: Cue;
  readonly transcriptRevision: number;
  readonly transcriptConfidence: number | null;
  /** By target language, what the shown translation is of. */
  readonly sources: ReadonlyMap<LanguageCode, Pick<Translation, 'status' | 'revision' | 'confidence'>>;
  /** When it goes if nothing more happens: for a final its expiry; a partial without news was of a segment that came to nothing. */
  readonly dueMs: number;
}

type Content = Omit<Cue, 'revision' | 'expiresAtMs'>;

/** Whether viewers would see the difference. Both have the same id. */
function looksTheSame(a: Content, b: Content): boolean {
  const sameText = (x: CueText | undefined, y: CueText | undefined): boolean => x?.text === y?.text && x?.stableLength === y?.stableLength;
  const languages = Object.keys(a.translations);
  return (
    a.status === b.status &&
    a.speakerName === b.speakerName &&
    a.speakerLabel === b.speakerLabel &&
    a.sourceLanguage === b.sourceLanguage &&
    a.confidence === b.confidence &&
    sameText(a.original, b.original) &&
    languages.length === Object.keys(b.translations).length &&
    languages.every((language) => sameText(a.translations[language], b.translations[language]))
  );
}

/** A chain is as sure as its least sure part; null when no engine gave a figure. */
function leastConfidence(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.min(...known);
}

/** A book of one capture. */
export function createCueBook({ settings, clock }: CueBookOptions): CueBook {
  const open = new Map<string, OpenCue>();
  /** Last revisions of cues that are gone: one that comes back goes on from there. */
  const goneAt = new Map<string, number>();

  /** A final stays from its last change on, long enough to be read in the language that takes longest. */
  const dueAfter = (content: Content, nowMs: number): number => {
    const texts = [content.original, ...Object.values(content.translations)].map(({ text }) => text);
    return nowMs + Math.max(settings.cueDurationMs, ...texts.map(readingMs));
  };

  const put = (next: Omit<OpenCue, 'cue' | 'dueMs'> & { readonly content: Content }): CueUpdate[] => {
    const { content, ...state } = next;
    const nowMs = clock.nowMs();
    const before = open.get(content.cueId);
    if (before !== undefined && looksTheSame(before.cue, content)) {
      // News all the same: the segment of a partial lives.
      const dueMs = content.status === 'partial' ? nowMs + settings.cueDurationMs : before.dueMs;
      open.set(content.cueId, { ...state, cue: before.cue, dueMs });
      return [];
    }
    const dueMs = content.status === 'final' ? dueAfter(content, nowMs) : nowMs + settings.cueDurationMs;
    const expiresAtMs = content.status === 'final' ? dueMs : null;
    const cue: Cue = { ...content, revision: (before?.cue.revision ?? goneAt.get(content.cueId) ?? 0) + 1, expiresAtMs };
    open.set(cue.cueId, { ...state, cue, dueMs });
    return [{ type: 'upsert', emittedAtMs: nowMs, cue }];
  };

  const remove = (cueIds: readonly string[]): CueUpdate[] => {
    const emittedAtMs = clock.nowMs();
    for (const cueId of cueIds) {
      goneAt.set(cueId, open.get(cueId)?.cue.revision ?? 0);
      open.delete(cueId);
    }
    for (const cueId of [...goneAt.keys()].slice(0, Math.max(0, goneAt.size - MAX_REMEMBERED))) goneAt.delete(cueId);
    return cueIds.map((cueId) => ({ type: 'remove', emittedAtMs, cueId }));
  };

  const inOrder = (): Cue[] => [...open.values()].map(({ cue }) => cue).toSorted((a, b) => a.firstSample - b.firstSample);

  /** Partials of segments before this one got no final and never will: finals come in order. */
  const abandonedBy = ({ firstSample }: SegmentKey): string[] =>
    inOrder()
      .filter((cue) => cue.status === 'partial' && cue.firstSample < firstSample)
      .map(({ cueId }) => cueId);

  return {
    transcript: (transcript, attribution) => {
      const { captureId, firstSample, status, text, revision, confidence } = transcript;
      const cueId = cueIdOf(captureId, firstSample);
      const before = open.get(cueId);
      const isOld = before !== undefined && (before.cue.status === 'final' || revision < before.transcriptRevision);
      if (isOld || text === '') return [];
      const gone = remove(abandonedBy(transcript));
      // A partial's marks may not be there yet, or be disputed for a moment: the name that it has stays until the final says.
      const isUnclear = attribution.participantId === null && status === 'partial' && before !== undefined;
      const speaker = isUnclear
        ? { speakerName: before.cue.speakerName, speakerLabel: before.cue.speakerLabel }
        : { speakerName: attribution.displayName, speakerLabel: attribution.speakerLabel };
      const sources = before?.sources ?? new Map();
      const shown = put({
        transcriptRevision: revision,
        transcriptConfidence: confidence,
        sources,
        content: {
          cueId,
          firstSample,
          continuesCueId: before?.cue.continuesCueId ?? null,
          status,
          ...speaker,
          sourceLanguage: transcript.language,
          original: { text, stableLength: transcript.stableLength },
          translations: before?.cue.translations ?? {},
          confidence: leastConfidence([confidence, ...[...sources.values()].map((source) => source.confidence)]),
          shownAtMs: before?.cue.shownAtMs ?? clock.nowMs(),
        },
      });
      const tooMany = inOrder().slice(0, Math.max(0, open.size - MAX_CUES));
      return [...gone, ...shown, ...remove(tooMany.map(({ cueId }) => cueId))];
    },
    translation: (translation) => {
      const { captureId, firstSample, targetLanguage, text, stableLength, status, revision, confidence } = translation;
      const before = open.get(cueIdOf(captureId, firstSample));
      if (before === undefined || text === '') return [];
      const source = before.sources.get(targetLanguage);
      const isOld = source !== undefined && (source.revision > revision || (source.status === 'final' && status === 'partial'));
      if (isOld) return [];
      const sources = new Map([...before.sources, [targetLanguage, { status, revision, confidence }]]);
      return put({
        transcriptRevision: before.transcriptRevision,
        transcriptConfidence: before.transcriptConfidence,
        sources,
        content: {
          ...before.cue,
          translations: { ...before.cue.translations, [targetLanguage]: { text, stableLength } },
          confidence: leastConfidence([before.transcriptConfidence, ...[...sources.values()].map((given) => given.confidence)]),
        },
      });
    },
    expire: (nowMs) =>
      remove(
        [...open.values()]
          .filter(({ dueMs }) => dueMs <= nowMs)
          .toSorted((a, b) => a.cue.firstSample - b.cue.firstSample)
          .map(({ cue }) => cue.cueId),
      ),
    current: inOrder,
    nextExpiryMs: () => (open.size === 0 ? null : Math.min(...[...open.values()].map(({ dueMs }) => dueMs))),
  };
}
