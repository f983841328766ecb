// Transcripts and translations -> what viewers read and for how long. Pure but for the clock's instants.
import {
  cueIdOf,
  type Attribution,
  type Clock,
  type Cue,
  type CueText,
  type CueUpdate,
  type Transcript,
  type Translation,
} from '@subcam/shared';

export interface CueBookSettings {
  /** A final stays at least this long after its last change. */
  readonly cueDurationMs: number;
}

export interface CueBook {
  transcript(transcript: Transcript, attribution: Attribution): readonly CueUpdate[];
  /** A translation whose cue is gone, or that is older than what the cue shows, changes nothing. */
  translation(translation: Translation): readonly CueUpdate[];
  /** Removes what has had its time. */
  expire(nowMs: number): readonly CueUpdate[];
  /** What is shown, oldest first. */
  current(): readonly Cue[];
  nextExpiryMs(): number | null;
}

/** Reading speed that leaves nobody behind: 17 characters a second (Netflix's timed-text guide for adults). */
const READING_CHARACTERS_PER_SECOND = 17;

/** The least time that anything stays to be read: 5/6 s (same source). */
const MIN_DURATION_MS = 833;

/** Cues that are kept at most: far more than any tile shows. The oldest go first. */
const MAX_CUES = 50;

interface Entry {
  cue: Cue;
  /** Revision of the transcript that each translation was made from. */
  readonly translated: Map<string, { readonly revision: number; readonly isFinal: boolean }>;
}

function sameText(a: CueText | undefined, b: CueText): boolean {
  return a?.text === b.text && a.stableLength === b.stableLength;
}

function readingMs(cue: Cue): number {
  const texts = [cue.original.text, ...Object.values(cue.translations).map(({ text }) => text)];
  const longest = Math.max(...texts.map((text) => [...text].length));
  return Math.max(MIN_DURATION_MS, (longest / READING_CHARACTERS_PER_SECOND) * 1000);
}

export function createCueBook(deps: { readonly settings: CueBookSettings; readonly clock: Clock }): CueBook {
  const { settings, clock } = deps;
  const entries = new Map<string, Entry>();

  const write = (entry: Entry, change: Partial<Cue>): CueUpdate => {
    const nowMs = clock.nowMs();
    const cue: Cue = { ...entry.cue, ...change, revision: entry.cue.revision + 1 };
    const expiresAtMs = cue.status === 'final' ? nowMs + Math.max(settings.cueDurationMs, readingMs(cue)) : null;
    entry.cue = { ...cue, expiresAtMs };
    return { type: 'upsert', emittedAtMs: nowMs, cue: entry.cue };
  };

  const makeRoom = (): readonly CueUpdate[] => {
    const removed: CueUpdate[] = [];
    for (const cueId of entries.keys()) {
      if (entries.size < MAX_CUES) break;
      entries.delete(cueId);
      removed.push({ type: 'remove', emittedAtMs: clock.nowMs(), cueId });
    }
    return removed;
  };

  return {
    transcript: (transcript, attribution) => {
      const cueId = cueIdOf(transcript.captureId, transcript.firstSample);
      const original: CueText = { text: transcript.text, stableLength: transcript.stableLength };
      const speaker = { speakerName: attribution.displayName, speakerLabel: attribution.speakerLabel };
      const known = entries.get(cueId);
      if (known === undefined) {
        const removed = makeRoom();
        const nowMs = clock.nowMs();
        const cue: Cue = {
          cueId,
          firstSample: transcript.firstSample,
          status: transcript.status,
          revision: 0,
          ...speaker,
          sourceLanguage: transcript.language,
          original,
          translations: {},
          confidence: transcript.confidence,
          shownAtMs: nowMs,
          expiresAtMs: null,
        };
        const entry: Entry = { cue, translated: new Map() };
        entries.set(cueId, entry);
        return [...removed, write(entry, {})];
      }
      // A partial after its final, or a second final, says nothing new.
      if (known.cue.status === 'final') return [];
      const isNews =
        transcript.status === 'final' ||
        !sameText(known.cue.original, original) ||
        known.cue.speakerLabel !== speaker.speakerLabel ||
        known.cue.speakerName !== speaker.speakerName;
      if (!isNews) return [];
      return [write(known, { status: transcript.status, original, confidence: transcript.confidence, ...speaker })];
    },
    translation: (translation) => {
      const entry = entries.get(cueIdOf(translation.captureId, translation.firstSample));
      if (entry === undefined) return [];
      const { targetLanguage } = translation;
      const isFinal = translation.status === 'final';
      const shown = entry.translated.get(targetLanguage);
      if (shown !== undefined && (shown.isFinal || (!isFinal && translation.revision < shown.revision))) return [];
      const text: CueText = { text: translation.text, stableLength: translation.stableLength };
      entry.translated.set(targetLanguage, { revision: translation.revision, isFinal });
      if (sameText(entry.cue.translations[targetLanguage], text)) return [];
      return [write(entry, { translations: { ...entry.cue.translations, [targetLanguage]: text } })];
    },
    expire: (nowMs) => {
      const removed: CueUpdate[] = [];
      for (const [cueId, { cue }] of entries) {
        if (cue.expiresAtMs === null || cue.expiresAtMs > nowMs) continue;
        entries.delete(cueId);
        removed.push({ type: 'remove', emittedAtMs: nowMs, cueId });
      }
      return removed;
    },
    current: () => [...entries.values()].map(({ cue }) => cue),
    nextExpiryMs: () => {
      const instants = [...entries.values()].flatMap(({ cue }) => (cue.expiresAtMs === null ? [] : [cue.expiresAtMs]));
      return instants.length === 0 ? null : Math.min(...instants);
    },
  };
}
