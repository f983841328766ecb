// A translator -> the same one, from which names, terms, times, codes, addresses and measures come back as they are to be.
import type { TranslateRequest, TranslateResult, Translator, TranslatorDescription } from '@subcam/shared';
import { hasWords } from '../plain-text.ts';
import { fence, MAX_KEPT, unfence, type FencedSpan } from './fence.ts';
import { writeInline } from './inline-words.ts';
import { keepingOf, keptParts, type KeptParts, type WordSpan } from './kept-words.ts';
import type { Span } from './span.ts';
import { termsIn } from './term-spans.ts';
import { asPart, piecesBetween } from './text-pieces.ts';
import { hasCapitals } from './word-case.ts';
import { readablePart } from './unread-spans.ts';
import { checkWords, inPlace } from './words-in-answer.ts';
import { withoutSureness, withText } from '../sure-length.ts';
import { wrappedTranslator } from '../wrapped-translator.ts';

const isUnread = (word: WordSpan): boolean => word.isUnread === true;

/** What the engine's description says of itself. */
export type FenceOptions = Pick<TranslatorDescription, 'fence' | 'terms'>;

/** Pieces of one text that are translated at once. */
const PIECES_AT_ONCE = 8;

/** `hidden`: the words that are given behind a placeholder; the others are given as names. */
type Hiding = KeptParts & { readonly hidden: readonly WordSpan[] };

/** An answer, and the words that are not in it; null: a placeholder came back damaged. */
type Attempt = { readonly result: TranslateResult; readonly lost: readonly WordSpan[] } | null;

/**
 * What the engine can't read goes to nobody where it stands at an end of the text; elsewhere it is behind a placeholder, as is a word that the
 * engine has lost. Where that is lost too, the text is translated in pieces around it. A text
 * without such words whose placeholders come back damaged is translated once more as it is: a translation without a fence is better than one
 * with a placeholder in it. Fails as the translator does.
 */
export function fencedTranslator(translator: Translator, description: FenceOptions): Translator {
  const { terms: way } = description;
  const ask = ({ terms = [], ...request }: TranslateRequest, text: string, signal: AbortSignal): Promise<TranslateResult> => {
    const honoured = way === 'native' && terms.length > 0 ? termsIn(request.text, terms, request.sourceLanguage) : [];
    return translator.translate({ ...request, text, ...(honoured.length === 0 ? {} : { terms: honoured }) }, signal);
  };

  const partsOf = (request: TranslateRequest): KeptParts => {
    const parts = keptParts(request, keepingOf(description));
    // What a native engine sees to itself is behind no placeholder of another kind either.
    return way === 'native' ? { ...parts, words: parts.words.filter(isUnread) } : parts;
  };

  const translatePiece = async (request: TranslateRequest, signal: AbortSignal): Promise<TranslateResult | null> =>
    request.text === '' ? null : translateKept(request, signal);

  const inPieces = async (request: TranslateRequest, cuts: readonly WordSpan[], signal: AbortSignal): Promise<TranslateResult> => {
    const pieces = piecesBetween(request.text, cuts);
    const results: (TranslateResult | null)[] = [];
    for (let at = 0; at < pieces.length; at += PIECES_AT_ONCE) {
      const some = pieces.slice(at, at + PIECES_AT_ONCE);
      results.push(...(await Promise.all(some.map(({ core }) => translatePiece({ ...request, text: core }, signal)))));
    }
    const options = { language: request.targetLanguage, hasCapitals: hasCapitals(request.text) };
    let text = '';
    for (const [index, piece] of pieces.entries()) {
      const translated = results[index]?.text;
      text += `${piece.before}${translated === undefined ? '' : asPart(translated, piece)}${piece.after}`;
      const word = cuts[index];
      if (word !== undefined) text += inPlace(word, { answer: text, at: text.length, options });
    }
    const given = results.find((result) => result !== null) ?? { text: '', confidence: null, engine: translator.info };
    return { ...withoutSureness(given), text: text.trim() };
  };

  const attempt = async (request: TranslateRequest, { hidden, ...parts }: Hiding, signal: AbortSignal): Promise<Attempt> => {
    const options = { language: request.targetLanguage, hasCapitals: hasCapitals(request.text) };
    const isHidden = new Set(hidden);
    const shown = parts.words.filter((word) => !isHidden.has(word));
    const behind = hidden.map((word): FencedSpan => {
      return { ...word, writtenAt: (answer, at) => inPlace(word, { answer, at, options }) };
    });
    const inline = writeInline(request.text, { shown, others: [...parts.fixed, ...behind] }, options.language);
    const fenced = fence(inline.text, inline.spans);
    if (inline.spans.length > 0 && (fenced === null || inline.spans.length > MAX_KEPT)) return null;
    const result = await ask(request, fenced?.text ?? inline.text, signal);
    const checked = checkWords(result.text, shown, options);
    const text = fenced === null ? checked.text : unfence(checked.text, fenced);
    return text === null ? null : { result: withText(result, text), lost: checked.lost };
  };

  /** There are words in it. */
  const translateWords = async (request: TranslateRequest, parts: KeptParts, signal: AbortSignal): Promise<TranslateResult> => {
    let hidden: readonly WordSpan[] = way === 'inline' ? parts.words.filter(isUnread) : parts.words;
    for (;;) {
      const tried = await attempt(request, { ...parts, hidden }, signal);
      if (tried === null) return inPieces(request, hidden.length === 0 ? parts.words : hidden, signal);
      if (tried.lost.length === 0) return tried.result;
      // None of these was hidden: there is an end to it.
      hidden = [...hidden, ...tried.lost].toSorted((a, b) => a.start - b.start);
    }
  };

  /** What stands around the part goes to nobody. */
  const translateWithin = async (request: TranslateRequest, { start, end }: Span, signal: AbortSignal): Promise<TranslateResult> => {
    const { text } = request;
    const core = text.slice(start, end);
    // Nothing was translated, which says nothing of how the engine does.
    if (!hasWords(core)) return { text: text.trim(), confidence: null, engine: translator.info, isRemembered: true };
    const result = await translateKept({ ...request, text: core }, signal);
    return withText(result, `${text.slice(0, start)}${result.text}${text.slice(end)}`.trim());
  };

  const translateKept = async (request: TranslateRequest, signal: AbortSignal): Promise<TranslateResult> => {
    const parts = partsOf(request);
    const unread = parts.words.filter(isUnread);
    const readable = readablePart(request.text, unread);
    if (unread.length > 0 && readable.end - readable.start < request.text.trim().length) return translateWithin(request, readable, signal);
    if (parts.words.length > 0) return translateWords(request, parts, signal);
    const fenced = fence(request.text, parts.fixed);
    if (fenced === null) return ask(request, request.text, signal);
    const result = await ask(request, fenced.text, signal);
    const text = unfence(result.text, fenced);
    return text === null ? ask(request, request.text, signal) : withText(result, text);
  };

  return wrappedTranslator(translator, { translate: translateKept });
}
