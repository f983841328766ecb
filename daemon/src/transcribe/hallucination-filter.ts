// What a recogniser answered -> what of it may be shown: no annotations, no stock phrases that are in doubt, no more than the sound can hold. Pure.
import type { OmissionReason, SttPiece, SttResult } from '@subcam/shared';
import { withoutAnnotations } from './annotations.ts';
import { cutLoops } from './loops.ts';
import { couldBeSaid, fewestSamples } from './speech-rate.ts';
import { isAllStock, withoutStockPhrases } from './stock-phrases.ts';

/** The signs by which Whisper itself tells a bad reading (openai/whisper, `transcribe`: the thresholds of the same names). */
const NO_SPEECH_PROBABILITY = 0.6;
const LOG_PROBABILITY = -1;
const COMPRESSION_RATIO = 2.4;

/** Of an answer as a whole, 0–1: what is less sure is in doubt. */
const CONFIDENCE = 0.4;

/** How much was read: 16 kHz samples. */
export interface ReadSound {
  readonly samples: number;
  /** Of them from the beginning to the end of the speech, pre-roll included. */
  readonly speechSamples: number;
}

type Answer = Pick<SttResult, 'text' | 'confidence' | 'pieces'> & {
  /** The engine heard another language than it could read: of a few words that is not believed, and may be right. */
  readonly isHeardElsewhere?: boolean;
};

/** Whether the engine's own signs say that nobody spoke: Whisper's rule, in which both signs have to agree. */
function isUnspoken({ noSpeechProbability, averageLogProbability }: SttPiece): boolean {
  return (noSpeechProbability ?? 0) > NO_SPEECH_PROBABILITY && (averageLogProbability ?? 0) < LOG_PROBABILITY;
}

/** Any one sign is enough for doubt about a phrase that is mostly invented. */
function isInDoubt(piece: SttPiece, { confidence, isHeardElsewhere = false }: Answer): boolean {
  return (
    isHeardElsewhere ||
    (piece.noSpeechProbability ?? 0) > NO_SPEECH_PROBABILITY ||
    (piece.averageLogProbability ?? 0) < LOG_PROBABILITY ||
    (piece.compressionRatio ?? 0) > COMPRESSION_RATIO ||
    (confidence ?? 1) < CONFIDENCE
  );
}

/** Whether a part of a text has gone, white space aside. */
function isShorter(text: string, before: string): boolean {
  return text.replaceAll(/\s+/gu, '').length < before.replaceAll(/\s+/gu, '').length;
}

/** What a piece says, and why the rest of it is left out. */
function spokenPiece(piece: SttPiece, answer: Answer): { readonly text: string; readonly omitted: readonly OmissionReason[] } {
  if (isUnspoken(piece)) return { text: '', omitted: piece.text.trim() === '' ? [] : ['unspoken'] };
  const text = withoutAnnotations(piece.text);
  const sure = isInDoubt(piece, answer) ? withoutStockPhrases(text) : text;
  const omitted: OmissionReason[] = [];
  if (isShorter(text, piece.text)) omitted.push('annotation');
  if (isShorter(sure, text)) omitted.push('stock-phrase');
  return { text: sure, omitted };
}

export interface SpokenReading {
  /** The text that may be shown; empty when nothing was said. */
  readonly text: string;
  /** Nobody could have said so much in the time: what was said is not known. */
  readonly isImpossible: boolean;
  /** Why something of the answer is not in `text`, each reason once; empty when all of it is. */
  readonly omitted: readonly OmissionReason[];
}

/**
 * What may be shown of an answer. Repeats stay as long as the sound can hold them all: people say "no" six times, and dictate fives. A text
 * that nobody could have said in the time loses its loops; when it is too long even then, it is no reading of this sound. A stock phrase,
 * such as thanks for watching, goes where a sign of the engine makes it doubtful, or where there is less speech than it takes to say it.
 */
export function spokenReading(answer: Answer, { samples, speechSamples }: ReadSound): SpokenReading {
  const pieces = answer.pieces ?? [{ text: answer.text, noSpeechProbability: null, averageLogProbability: null, compressionRatio: null }];
  const parts = pieces.map((piece) => spokenPiece(piece, answer));
  const text = parts
    .map((part) => part.text)
    .filter((part) => part !== '')
    .join(' ');
  const omitted = new Set(parts.flatMap((part) => part.omitted));
  const spoken = couldBeSaid(text, samples) ? text : cutLoops(text);
  if (isShorter(spoken, text)) omitted.add('loop');
  if (!couldBeSaid(spoken, samples)) return { text: '', isImpossible: true, omitted: [...omitted, 'unreadable'] };
  const isInvented = isAllStock(spoken) && fewestSamples(spoken) > speechSamples;
  if (isInvented) omitted.add('stock-phrase');
  return { text: isInvented ? '' : spoken, isImpossible: false, omitted: [...omitted] };
}
