// Transcripts and translations -> cue updates: what viewers should read now. Takes a clock; the caller sets the timers.
import {
  CUE_LIMITS,
  cueIdOf,
  sameLanguage,
  type Attribution,
  type Cue,
  type CueText,
  type CueUpdate,
  type LanguageCode,
  type SegmentKey,
  type Transcript,
  type Translation,
} from '@subcam/shared';
import { createOpenCues, type CueClock, type OpenCue } from './open-cues.ts';
import { readingMs, SHORTEST_MS } from './reading-time.ts';

export interface CueBookOptions {
  readonly settings: {
    /** How long a final stays at least. */
    readonly cueDurationMs: number;
  };
  readonly clock: CueClock;
}

/**
 * Each call returns what changed for viewers, in order; nothing when nothing did. What is promised of all of them together:
 *
 * - Cues come in the order of media time and go in it, the oldest first. A final stays for `cueDurationMs`, for 5/6 s and until each
 *   of its texts is read at 17 characters a second, whichever is longest, counted from its last change.
 * - A cue that begins before the newest one is read, by the same speaker in the same language, continues it: both are of one block, and
 *   the cues of a block go together. The speaker is the one that is known when the cue appears (nobody's words are continued by nobody's); a name
 *   that is corrected later leaves the block as it was, and changes what is written above the cue alone.
 * - At most as many cues are open as a tile can show; in a flood the oldest go early.
 * - A partial that a later segment overtakes came to nothing, unless it waits for its final. It is taken back at once, out of the order, for its place is the new
 *   cue's; one that has just appeared stays for 5/6 s, and goes in the order.
 * - A translation is of the language that the cue is in. When a later reading hears another one, the translations so far go.
 */
export interface CueBook {
  transcript(transcript: Transcript, attribution: Attribution): CueUpdate[];
  /** Of a cue that is gone, or that is in another language: nothing. */
  translation(translation: Translation): CueUpdate[];
  /**
   * Nothing may be shown of a segment but what was promised of it: a partial of which nothing was promised is taken back, at once or when it
   * has stood for 5/6 s. A final stays, and a partial of which some words will stay waits for its final.
   */
  cameToNothing(segment: SegmentKey): CueUpdate[];
  /** Nothing more is said in a segment, and its final is still to come: partials of later ones do not overtake it. */
  awaitsFinal(segment: SegmentKey): void;
  /** Removes what is due at an instant of the monotonic clock. */
  expire(monotonicMs: number): CueUpdate[];
  /** In the order of media time. */
  current(): Cue[];
  /** Monotonic: when `expire` next has something to do; null while nothing will. */
  nextExpiryMs(): number | null;
  /** How long finals stay at least, from now on; what stands keeps the time that it was given. */
  stayAtLeast(cueDurationMs: number): void;
}

/** Removed cues whose revision is kept, in case a late final brings one back: that happens at once or never. */
const MAX_REMEMBERED = 50;

type RemovedCue = Pick<Cue, 'revision' | 'continuesCueId'>;

/** While it is partial, `ownDueMs` is when it is given up if no update comes before: nothing came of its segment. */
interface BookCue extends OpenCue {
  readonly transcriptRevision: number;
  readonly transcriptConfidence: number | null;
  /** By target language, what the shown translation is of. */
  readonly sources: ReadonlyMap<LanguageCode, Pick<Translation, 'status' | 'revision' | 'confidence'>>;
  /** Until then it stays in any case. Monotonic. */
  readonly staysUntilMs: number;
  /** A partial that a later segment has overtaken: there will be no final of it. */
  readonly isWithdrawn: boolean;
  /** A partial of a segment that is over. */
  readonly isAwaitingFinal: boolean;
}

type Content = Omit<Cue, 'revision' | 'expiresAtMs'>;

/** An engine that answers with more than any cue may hold is cut off there: every reader of cues refuses more. */
function cueText({ text, stableLength }: CueText): CueText {
  const most = CUE_LIMITS.textUnits;
  return text.length <= most ? { text, stableLength } : { text: text.slice(0, most), stableLength: Math.min(stableLength, most) };
}

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
  /** What a cue that comes back goes on from. */
  const gone = new Map<string, RemovedCue>();
  /** In the order of media time, since a cue that would come before another one is not opened. */
  const open = createOpenCues<BookCue>({
    clock,
    isGrowing: ({ cue, isWithdrawn }) => cue.status === 'partial' && !isWithdrawn,
    onRemoved: ({ cueId, revision, continuesCueId }) => {
      gone.set(cueId, { revision, continuesCueId });
      for (const forgotten of [...gone.keys()].slice(0, Math.max(0, gone.size - MAX_REMEMBERED))) gone.delete(forgotten);
    },
  });
  let { cueDurationMs } = settings;
  let newestSample = Number.NEGATIVE_INFINITY;

  const put = (next: Pick<BookCue, 'transcriptRevision' | 'transcriptConfidence' | 'sources'> & { readonly content: Content }): boolean => {
    const { content, ...state } = next;
    const nowMs = clock.monotonicMs();
    const before = open.get(content.cueId);
    const isChanged = before === undefined || !looksTheSame(before.cue, content);
    const texts = [content.original, ...Object.values(content.translations)].map(({ text }) => text);
    const readByMs = isChanged ? nowMs + Math.max(...texts.map(readingMs)) : before.readByMs;
    // An update of a partial that changes nothing still shows that its segment goes on: its time begins anew.
    const isExtended = isChanged || content.status === 'partial';
    const ownDueMs = isExtended ? Math.max(nowMs + cueDurationMs, readByMs) : before.ownDueMs;
    const { revision = gone.get(content.cueId)?.revision ?? 0, expiresAtMs = null } = before?.cue ?? {};
    const staysUntilMs = before?.staysUntilMs ?? nowMs + SHORTEST_MS;
    const isAwaitingFinal = before?.isAwaitingFinal === true && content.status === 'partial';
    open.put({
      ...state,
      cue: { ...content, revision, expiresAtMs },
      readByMs,
      ownDueMs,
      staysUntilMs,
      isWithdrawn: false,
      isAwaitingFinal,
    });
    return isChanged;
  };

  /** Partials of segments before this one got no final and never will, but for those that wait for it: finals come in order. The new cue takes their place. */
  const withdrawBefore = ({ firstSample, status }: Transcript, opensCue: boolean): CueUpdate[] => {
    const overtaken = open
      .all()
      .filter(({ cue, isWithdrawn }) => cue.status === 'partial' && !isWithdrawn && cue.firstSample < firstSample)
      .filter(({ isAwaitingFinal }) => !isAwaitingFinal || status === 'final');
    const stays = ({ staysUntilMs }: BookCue): boolean => !opensCue || clock.monotonicMs() < staysUntilMs;
    for (const entry of overtaken.filter(stays)) {
      open.put({ ...entry, isWithdrawn: true, ownDueMs: entry.staysUntilMs });
    }
    return open.remove(overtaken.filter((entry) => !stays(entry)).map(({ cue }) => cue.cueId));
  };

  /** The newest cue, if it is this speaker's, in this language, and is still being read. */
  const unreadOf = ({ speakerLabel, sourceLanguage }: Pick<Cue, 'speakerLabel' | 'sourceLanguage'>): string | null => {
    const unread = open.unread();
    if (unread === undefined || unread.isWithdrawn || unread.cue.speakerLabel !== speakerLabel) return null;
    return sameLanguage(unread.cue.sourceLanguage, sourceLanguage) ? unread.cue.cueId : null;
  };

  return {
    transcript: (transcript, attribution) => {
      const { captureId, firstSample, status, text, revision, confidence } = transcript;
      const cueId = cueIdOf(captureId, firstSample);
      const before = open.get(cueId);
      const isOld =
        before === undefined
          ? firstSample < newestSample
          : before.cue.status === 'final' || revision < before.transcriptRevision || (before.isWithdrawn && status === 'partial');
      if (isOld || text === '') return [];
      const withdrawn = withdrawBefore(transcript, before === undefined);
      // A partial's marks may not be there yet, or be disputed for a moment: the name that it has stays until the final says.
      const isUnclear = attribution.participantId === null && status === 'partial' && before !== undefined;
      const speaker = isUnclear
        ? { speakerName: before.cue.speakerName, speakerLabel: before.cue.speakerLabel }
        : { speakerName: attribution.displayName, speakerLabel: attribution.speakerLabel };
      const { language: sourceLanguage } = transcript;
      const isSameLanguage = before !== undefined && sameLanguage(before.cue.sourceLanguage, sourceLanguage);
      const sources: BookCue['sources'] = isSameLanguage ? before.sources : new Map();
      newestSample = Math.max(newestSample, firstSample);
      const isChanged = put({
        transcriptRevision: revision,
        transcriptConfidence: confidence,
        sources,
        content: {
          cueId,
          firstSample,
          continuesCueId: (before?.cue ?? gone.get(cueId) ?? { continuesCueId: unreadOf({ ...speaker, sourceLanguage }) }).continuesCueId,
          status,
          ...speaker,
          sourceLanguage,
          original: cueText(transcript),
          translations: isSameLanguage ? before.cue.translations : {},
          confidence: leastConfidence([confidence, ...[...sources.values()].map((source) => source.confidence)]),
          shownAtMs: before?.cue.shownAtMs ?? clock.nowMs(),
        },
      });
      const removed = open.makeRoom();
      return [...withdrawn, ...open.tell(isChanged ? cueId : null), ...removed];
    },
    translation: (translation) => {
      const { captureId, firstSample, sourceLanguage, targetLanguage, text, status, revision, confidence } = translation;
      const before = open.get(cueIdOf(captureId, firstSample));
      if (before === undefined || before.isWithdrawn || text === '') return [];
      if (!sameLanguage(before.cue.sourceLanguage, sourceLanguage)) return [];
      const source = before.sources.get(targetLanguage);
      const isOld = source !== undefined && (source.revision > revision || (source.status === 'final' && status === 'partial'));
      if (isOld) return [];
      const sources = new Map([...before.sources, [targetLanguage, { status, revision, confidence }]]);
      const isChanged = put({
        transcriptRevision: before.transcriptRevision,
        transcriptConfidence: before.transcriptConfidence,
        sources,
        content: {
          ...before.cue,
          translations: { ...before.cue.translations, [targetLanguage]: cueText(translation) },
          confidence: leastConfidence([before.transcriptConfidence, ...[...sources.values()].map((given) => given.confidence)]),
        },
      });
      return open.tell(isChanged ? before.cue.cueId : null);
    },
    cameToNothing: ({ captureId, firstSample }) => {
      const entry = open.get(cueIdOf(captureId, firstSample));
      if (entry === undefined || entry.cue.status === 'final' || entry.isWithdrawn || entry.cue.original.stableLength > 0) return [];
      if (clock.monotonicMs() >= entry.staysUntilMs) return open.remove([entry.cue.cueId]);
      open.put({ ...entry, isWithdrawn: true, ownDueMs: entry.staysUntilMs });
      return open.tell(null);
    },
    awaitsFinal: ({ captureId, firstSample }) => {
      const entry = open.get(cueIdOf(captureId, firstSample));
      if (entry?.cue.status === 'partial') open.put({ ...entry, isAwaitingFinal: true });
    },
    expire: (monotonicMs) => open.expire(monotonicMs),
    current: () => open.all().map(({ cue }) => cue),
    nextExpiryMs: () => open.nextExpiryMs(),
    stayAtLeast: (durationMs) => {
      cueDurationMs = durationMs;
    },
  };
}
