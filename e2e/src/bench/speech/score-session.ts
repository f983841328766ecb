// What one session was told -> its share of the figures of the bench of speech. Pure.
import { cueIdOf, type Cue, type CueText, type LanguageCode } from '@subcam/shared';
import { normalizedWords, wordErrorRate } from '../../word-error-rate.ts';
import { committedChanges, type ToldText } from './committed-texts.ts';
import { firstInstants } from './first-shown.ts';
import type { HeardSession, ToldMessage } from './heard-session.ts';
import { hearWords } from './heard-words.ts';
import { bareWordsOf, wordsTakenBack, type TakenBack } from './shown-words.ts';

/** ms. A pause that is shorter is none that speech ends with. */
export const SHORTEST_END_MS = 256;

export interface SteadinessCounts {
  readonly takenBack: TakenBack;
  /** Words of the finals, by which what was taken back is divided. */
  readonly finalWords: number;
  readonly committedChanged: number;
}

export interface FinalLatency {
  /** Time of the sound, ms: the end of its last word. */
  readonly wordEndMs: number;
  /** From that end until the final was told. */
  readonly latencyMs: number;
}

export interface SessionScore {
  /** Words that were said. */
  readonly words: number;
  /** Words of the reference as they are compared, by which errors are divided. */
  readonly referenceWords: number;
  readonly errors: number;
  readonly errorsShown: number;
  /** ms, of the words that a final has right and that the tile showed. */
  readonly firstShownMs: readonly number[];
  readonly stableMs: readonly number[];
  readonly finals: readonly FinalLatency[];
  readonly prematureFinals: number;
  readonly original: SteadinessCounts;
  /** null: nothing was translated. */
  readonly translated: SteadinessCounts | null;
  readonly lostSamples: number;
  /** Of the sound from its first word to its last, ms. */
  readonly talkMs: number;
}

/** A text of a cue in one language; undefined: it has none in that language. */
type TextOf = (cue: Cue) => CueText | undefined;

interface StandingCue {
  readonly firstSample: number;
  /** What stood in it in turn; the last one is '' where it was taken away while it was still growing. */
  readonly texts: string[];
  status: Cue['status'];
}

/** By cue, everything that stood on the tile in one language. */
function standingCues(tile: HeardSession['tile'], textOf: TextOf): ReadonlyMap<string, StandingCue> {
  const cues = new Map<string, StandingCue>();
  for (const { update } of tile) {
    if (update.type === 'remove') {
      const cue = cues.get(update.cueId);
      if (cue?.status === 'partial') cue.texts.push('');
      continue;
    }
    const { cueId, firstSample, status } = update.cue;
    const cue = cues.get(cueId) ?? { firstSample, texts: [], status };
    cue.status = status;
    cue.texts.push(textOf(update.cue)?.text ?? '');
    cues.set(cueId, cue);
  }
  return cues;
}

const whole = (text: string): CueText => ({ text, stableLength: text.length });

/** What readers were told of one language, in events and packets alike. `target`: null of the original. */
function* toldTexts(told: readonly ToldMessage[], target: LanguageCode | null): Generator<ToldText> {
  const standing = new Map<string, { readonly status: Cue['status']; readonly isThere: boolean }>();
  for (const message of told) {
    if (message.type === 'packet') {
      const {
        correlation_id: cueId,
        is_original_transcription: isOriginal,
        original_text: original,
        translated_text: text,
      } = message.packet;
      if (cueId === undefined) continue;
      if (isOriginal === (target === null)) yield { cueId, ...whole(text) };
      if (!isOriginal && target === null && original !== undefined) yield { cueId, ...whole(original) };
      continue;
    }
    const { event } = message;
    if (target === null && (event.type === 'partial' || event.type === 'final')) {
      const { captureId, firstSample, text, stableLength } = event.transcript;
      yield { cueId: cueIdOf(captureId, firstSample), ...(event.type === 'final' ? whole(text) : { text, stableLength }) };
    }
    if (target !== null && event.type === 'translation') {
      const { captureId, firstSample, status, text, stableLength } = event.translation;
      yield { cueId: cueIdOf(captureId, firstSample), ...(status === 'final' ? whole(text) : { text, stableLength }) };
    }
    if (event.type !== 'cue') continue;
    if (event.update.type === 'remove') {
      const { cueId } = event.update;
      if (standing.get(cueId)?.status === 'partial') yield { cueId, ...whole('') };
      standing.delete(cueId);
      continue;
    }
    const { cue } = event.update;
    const text = target === null ? cue.original : cue.translations[target];
    const wasThere = standing.get(cue.cueId)?.isThere === true;
    standing.set(cue.cueId, { status: cue.status, isThere: text !== undefined });
    if (text !== undefined) yield { cueId: cue.cueId, text: text.text, stableLength: text.stableLength };
    else if (wasThere) yield { cueId: cue.cueId, ...whole('') };
  }
}

function steadiness({ tile, told }: HeardSession, target: LanguageCode | null, finals: readonly string[]): SteadinessCounts {
  const textOf: TextOf = target === null ? ({ original }) => original : ({ translations }) => translations[target];
  let [bare, written] = [0, 0];
  for (const { texts } of standingCues(tile, textOf).values()) {
    const taken = wordsTakenBack(texts);
    bare += taken.bare;
    written += taken.written;
  }
  return {
    takenBack: { bare, written },
    finalWords: finals.reduce((sum, text) => sum + bareWordsOf(text).length, 0),
    committedChanged: committedChanges(toldTexts(told, target)),
  };
}

const finalTranslations = (told: readonly ToldMessage[]): readonly string[] =>
  told.flatMap((message) =>
    message.type === 'event' && message.event.type === 'translation' && message.event.translation.status === 'final'
      ? [message.event.translation.text]
      : [],
  );

/** For each cue, in the order of the sound, the last text that stood on the tile. */
function lastShown(tile: HeardSession['tile']): string {
  return [...standingCues(tile, ({ original }) => original).values()]
    .toSorted((a, b) => a.firstSample - b.firstSample)
    .map(({ texts }) => texts.findLast((text) => text !== '') ?? '')
    .join(' ');
}

/** Each figure is defined where `SpeechFigures` has it. */
export function scoreSession(session: HeardSession, target: LanguageCode | null): SessionScore {
  const { words, tile, told, sentSamples, committedSamples } = session;
  const heard = hearWords(session);
  const { shownAtMs, stableAtMs } = firstInstants(tile, heard);
  const reference = words.map(({ text }) => text).join(' ');
  const finalTexts = heard.finals.map(({ transcript }) => transcript.text);

  /** A word that is several as words are compared (`it's`) is there with the last of them. */
  const latencies = (instants: ReadonlyMap<number, number>): readonly number[] =>
    words.flatMap(({ sentAtMs }, word) => {
      const places = heard.rightPlaces[word] ?? [];
      const found = places.flatMap((place) => instants.get(place) ?? []);
      return places.length === 0 || found.length < places.length ? [] : [Math.max(...found) - sentAtMs];
    });

  const lastWords = heard.lastWords.map((last) => ({ last: words[last], next: words[last + 1] }));
  return {
    words: words.length,
    referenceWords: normalizedWords(reference).length,
    errors: wordErrorRate(reference, finalTexts.join(' ')).errors,
    errorsShown: wordErrorRate(reference, lastShown(tile)).errors,
    firstShownMs: latencies(shownAtMs),
    stableMs: latencies(stableAtMs),
    finals: heard.finals.flatMap(({ atMs }, index) => {
      const last = lastWords[index]?.last;
      return last === undefined ? [] : [{ wordEndMs: last.endMs, latencyMs: atMs - last.sentAtMs }];
    }),
    prematureFinals: lastWords.filter(
      ({ last, next }) => last !== undefined && next !== undefined && next.startMs - last.endMs < SHORTEST_END_MS,
    ).length,
    original: steadiness(session, null, finalTexts),
    translated: target === null ? null : steadiness(session, target, finalTranslations(told)),
    lostSamples: sentSamples - committedSamples,
    talkMs: words.at(-1)?.endMs ?? 0,
  };
}
