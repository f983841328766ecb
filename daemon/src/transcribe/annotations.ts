// What a recogniser wrote -> the words in it: without its annotations (`[BLANK_AUDIO]`, `(upbeat music)`, `*sighs*`, `_laughs_`, `♪♪`). Pure.
import { namesOnlyBodySounds, namesOnlySounds, namesSound } from './sound-names.ts';
import { UNSPACED_SCRIPTS } from './speech-rate.ts';

/** Longer than any annotation, in UTF-16 units. */
const MAX_ANNOTATION = 200;

/** Special tokens of a decoder, and annotations between angle brackets: `<|nospeech|>`, `<unk>`, `<laughter>`. */
const TOKENS = new RegExp(String.raw`<(?:\||/?[\p{L}_])[^<>]{0,${MAX_ANNOTATION}}>`, 'gu');

/** Square, curly and corner brackets hold no spoken words in any recogniser's answer. */
const BRACKETS = new RegExp(
  String.raw`\[[^[\]]{0,${MAX_ANNOTATION}}\]|\{[^{}]{0,${MAX_ANNOTATION}}\}|[【［〔〖｛][^【［〔〖｛】］〕〗｝]{0,${MAX_ANNOTATION}}[】］〕〗｝]`,
  'gu',
);
/** Brackets in brackets in brackets. */
const MAX_NESTING = 3;

const OPENING = String.raw`[{(（【［〔〖｛〈《⟨‹«<＜`;
const CLOSING = String.raw`\]})）】］〕〗｝〉》⟩›»>＞`;

/** Brackets that titles and quotations have too, or of which the second is of another kind than the first: `《音楽》`, `(music]`. */
const OTHER_BRACKETS = new RegExp(String.raw`[${OPENING}](?<inner>[^${OPENING}${CLOSING}]{1,${MAX_ANNOTATION}})[${CLOSING}]`, 'gu');
const TITLE_BRACKETS = /^[〈《⟨‹«]/u;

/** A bracket that nothing closes, with all that follows it. */
const UNCLOSED = new RegExp(String.raw`[${OPENING}](?<loose>[^${OPENING}${CLOSING}]{1,${MAX_ANNOTATION}})$`, 'u');
/** A bracket that nothing opens, with all that is before it. */
const UNOPENED = new RegExp(String.raw`^(?<loose>[^${OPENING}${CLOSING}]{1,${MAX_ANNOTATION}})(?<![\s:;=])[${CLOSING}]`, 'u');

/** A text that only begins or only ends with asterisks. */
const HALF_STARRED = /^\s*(?:[*＊]{1,3}(?<loose>[^*＊]{1,200})|(?<ended>[^*＊]{1,200})[*＊]{1,3})$/u;

/** Between dashes, underscores and the like stands more often what was said than what was heard. */
const DASHED = new RegExp(
  String.raw`(?<!\S)(?<dash>-{1,3}|[–—]{1,2}|([~=#|～〜])\2?) ?(?<dashed>[^\s–—-](?:[^–—\n-]{0,${MAX_ANNOTATION}}[^\s–—-])?) ?\k<dash>(?![^\s.,;:!?…])`,
  'gu',
);
const UNDERSCORED = /(?<![\p{L}\p{N}_])(?<bars>_{1,2})(?<underscored>[^\s_](?:[^_\n]{0,200}[^\s_])?)\k<bars>(?![\p{L}\p{N}_])/gu;
/** Between dots, as `...music...`. */
const DOTTED = new RegExp(
  String.raw`(?<!\S)(?:\.{2,}|…+) ?(?<dotted>[^\s.…](?:[^.…\n]{0,${MAX_ANNOTATION}}[^\s.…])?) ?(?:\.{2,}|…+)(?!\S)`,
  'gu',
);

/** Not behind, and not before, a letter of a script with spaces. */
const NOT_BEHIND_LETTER = String.raw`(?<!(?![${UNSPACED_SCRIPTS}])[\p{L}\p{N}])`;
const NOT_BEFORE_LETTER = String.raw`(?!(?![${UNSPACED_SCRIPTS}])[\p{L}\p{N}])`;
const STARS = String.raw`[*＊]{1,3}`;
const NO_STAR = '*＊';

/** Round brackets and asterisks may hold an aside. */
const ASIDES = new RegExp(
  String.raw`[(（](?<round>[^()（）]{1,${MAX_ANNOTATION}})[)）]|(?<![${NO_STAR}])${NOT_BEHIND_LETTER}${STARS}(?<starred>[^\s${NO_STAR}](?:[^${NO_STAR}\n]{0,${MAX_ANNOTATION}}[^\s${NO_STAR}])?)${STARS}(?![${NO_STAR}])${NOT_BEFORE_LETTER}`,
  'gu',
);
/** Asterisks with spaces within are a sum, a list, or an annotation: `** music **`. */
const SPACED_STARS = new RegExp(
  String.raw`(?<![${NO_STAR}])${NOT_BEHIND_LETTER}${STARS}\s{0,3}(?<starred>[^${NO_STAR}\n]{1,${MAX_ANNOTATION}})${STARS}(?![${NO_STAR}])${NOT_BEFORE_LETTER}`,
  'gu',
);

/** Longer is a sentence in which a sound is spoken of. */
const MAX_SOUND_WORDS = 6;
/** Brackets say more clearly that it is none. */
const MAX_ASIDE_WORDS = 7;

const NOTES = /[♩♪♫♬♭♮♯𝄞🎵🎶🎼]+/gu;
const BETWEEN_NOTES = /[♩♪♫♬♭♮♯𝄞🎵🎶🎼]+(?<noted>[^♩♪♫♬♭♮♯𝄞🎵🎶🎼]{0,400})[♩♪♫♬♭♮♯𝄞🎵🎶🎼]+/gu;

/** As in `(inaudible 00:12)`. */
const TIME_CODE = /(?<!\d)\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?(?!\d)/gu;

/** The mark of a change of speaker, as captions have it. */
const SPEAKER_CHANGE = />>+ */gu;

/** What stands in the place of an annotation until its surroundings are mended. Taken out of the text first. */
const GONE = '\uE000';
const SPACED_GONE = /(?<![\s\uE000])[\s\uE000]*\uE000[\s\uE000]*/gu;
/** Brackets and quotation marks in which nothing else stood. */
const EMPTIED = /(?<![\p{L}\p{N}])[[({（【［〔〖｛〈《⟨«„“‘「『]{1,4}\uE000[\])}）】］〕〗｝〉》⟩»”“’」』]{1,4}|(?<!\S)"\uE000"(?!\S)/gu;

/** A word without a space after it, in a script that has spaces. */
const WORD_BEFORE = new RegExp(String.raw`[\p{L}\p{N}_]$(?<![${UNSPACED_SCRIPTS}])`, 'u');
const SENTENCE_END = /[.!?…。！？]["'”’»」]?$/u;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

interface Surroundings {
  readonly before: string;
  readonly after: string;
}

/** Between square brackets: not what is attached to a word, as an index is, unless it names a sound. */
function isBracketed(span: string, before: string): boolean {
  return !(/^[[{]/u.test(span) && WORD_BEFORE.test(before)) || namesSound(span);
}

/**
 * Whether an aside is no speech: it names a sound, or it is not part of a sentence: alone, before the first sentence, or between two,
 * and has no figures and no full stop in it, which annotations don't have.
 */
function isAnnotation(inner: string, { before, after }: Surroundings): boolean {
  // A sentence may speak of a sound.
  const isSentence = (inner.match(/\S+/gu)?.length ?? 0) > MAX_ASIDE_WORDS;
  if (!isSentence && namesOnlySounds(inner.replaceAll(TIME_CODE, ' '))) return true;
  if (!LETTER_OR_DIGIT.test(inner) && !WORD_BEFORE.test(before)) return true;
  if (/\p{N}/u.test(inner)) return false;
  // Within a sentence a place or a person may be called nearly as a sound is.
  const isApart = standsApart({ before, after });
  if (!isSentence && !WORD_BEFORE.test(before) && isApart && namesSound(inner)) return true;
  if (SENTENCE_END.test(inner.trim()) || (inner.match(/\p{L}/gu)?.length ?? 0) < 2) return false;
  const isFirst = before.replaceAll(GONE, '').trim() === '';
  return isApart && (isFirst || !/\p{Lu}/u.test(inner.slice(1)));
}

/** Alone, or before, between or after whole sentences. What goes on in a small letter has begun before. */
function standsApart({ before, after }: Surroundings): boolean {
  const [previous, next] = [before.replaceAll(GONE, '').trim(), after.replaceAll(GONE, '').trim()];
  return (previous === '' || SENTENCE_END.test(previous)) && (next === '' || /^[^\p{Ll}]/u.test(next));
}

/** Whether what stands between asterisks, underscores or dashes is no emphasis: apart from sentences, or a sound that nobody speaks of. */
function isNoEmphasis(inner: string, surroundings: Surroundings): boolean {
  return namesOnlyBodySounds(inner) || (namesOnlySounds(inner) && standsApart(surroundings));
}

/** Whether the span is all that the text has. */
function isAll(span: string, text: string): boolean {
  return span.trim() === text.replaceAll(GONE, '').trim();
}

/** Without sounds between dashes, underscores or dots; what may have been said stays. */
function withoutMarkedSounds(text: string): string {
  const undashed = text.replaceAll(DASHED, (span, ...found) => {
    const { dashed = '' } = found.at(-1) as { readonly dashed?: string };
    const isShort = isAll(span, text) && dashed.split(/\s+/u).length <= MAX_SOUND_WORDS;
    return (isShort && namesSound(dashed)) || isNoEmphasis(dashed, around(text, found, span)) ? GONE : span;
  });
  const undotted = undashed.replaceAll(DOTTED, (span, ...found) => {
    const { dotted = '' } = found.at(-1) as { readonly dotted?: string };
    // People pause before and after a word too.
    return namesOnlyBodySounds(dotted) || (isAll(span, undashed) && namesOnlySounds(dotted)) ? GONE : span;
  });
  return undotted.replaceAll(UNDERSCORED, (span, ...found) => {
    const { bars, underscored = '' } = found.at(-1) as { readonly bars?: string; readonly underscored?: string };
    if (isNoEmphasis(underscored, around(undotted, found, span))) return GONE;
    // Emphasis, which has no sound; two bars are a programmer's.
    return bars === '_' ? underscored : span;
  });
}

/** Without sounds between brackets that go with no other, and after or before one that is alone. */
function withoutLooseSounds(text: string): string {
  const paired = text.replaceAll(OTHER_BRACKETS, (span, ...found) => {
    const { inner = '' } = found.at(-1) as { readonly inner?: string };
    const surroundings = around(text, found, span);
    if (TITLE_BRACKETS.test(span)) return isNoEmphasis(inner, surroundings) ? GONE : span;
    return namesOnlySounds(inner) && !WORD_BEFORE.test(surroundings.before) ? GONE : span;
  });
  return [UNCLOSED, UNOPENED, HALF_STARRED].reduce(
    (rest, bracket) =>
      rest.replace(bracket, (span, ...found) => {
        const { loose, ended = '' } = found.at(-1) as { readonly loose?: string; readonly ended?: string };
        return namesOnlySounds(loose ?? ended) ? GONE : span;
      }),
    paired,
  );
}

/** Of a match with named groups in `replaceAll`: what stands before and after it. */
function around(text: string, found: readonly unknown[], span: string): Surroundings {
  const offset = found.at(-3) as number;
  return { before: text.slice(0, offset), after: text.slice(offset + span.length) };
}

function withoutBrackets(text: string): string {
  let rest = text;
  for (let level = 0; level < MAX_NESTING; level += 1) {
    const whole = rest;
    rest = whole.replaceAll(BRACKETS, (span, offset: number) => (isBracketed(span, whole.slice(0, offset)) ? GONE : span));
    if (rest === whole) break;
  }
  return rest;
}

function withoutAsides(text: string): string {
  let plain = text.replaceAll(ASIDES, (span, ...found) => {
    const { round, starred } = found.at(-1) as { readonly round?: string; readonly starred?: string };
    const surroundings = around(text, found, span);
    const isSpoken = starred !== undefined && !standsApart(surroundings) && !isNoEmphasis(starred, surroundings);
    if (!isSpoken && isAnnotation(round ?? starred ?? '', surroundings)) return GONE;
    // Asterisks are emphasis, which has no sound.
    return round === undefined ? (starred ?? '') : span;
  });
  // Around sounds that are gone already: `((music) playing)`.
  for (let level = 1; level < MAX_NESTING; level += 1) {
    plain = plain.replaceAll(ASIDES, (span, ...found) => {
      const { round = '' } = found.at(-1) as { readonly round?: string };
      return round.includes(GONE) && namesOnlySounds(round.replaceAll(GONE, ' noise ')) ? GONE : span;
    });
  }
  return plain.replaceAll(SPACED_STARS, (span, ...found) => {
    const { starred = '' } = found.at(-1) as { readonly starred?: string };
    return namesOnlySounds(starred) ? GONE : span;
  });
}

/** Notes stand around what is sung, which stays, or around nothing, or around the name of a sound. */
function withoutNotes(text: string): string {
  if (text.search(NOTES) < 0) return text;
  const sung = text.replaceAll(BETWEEN_NOTES, (_span, ...found) => {
    const { noted = '' } = found.at(-1) as { readonly noted?: string };
    if (!LETTER_OR_DIGIT.test(noted)) return GONE;
    const words = noted.match(/\S+/gu)?.length ?? 0;
    return words <= MAX_SOUND_WORDS && namesSound(noted) ? GONE : `${GONE}${noted}${GONE}`;
  });
  const rest = sung.replaceAll(NOTES, GONE);
  return namesOnlySounds(rest.replaceAll(GONE, ' ').trim()) ? '' : rest;
}

/** Spaces and punctuation around what is gone: none is left at the beginning, before a closing mark, or twice. */
function mended(text: string): string {
  if (!text.includes(GONE)) return text;
  return text
    .replaceAll(SPACED_GONE, GONE)
    .replaceAll(EMPTIED, GONE)
    .replaceAll(SPACED_GONE, GONE)
    .replace(/^\uE000[\uE000\s,.:;、，…–—-]*/u, '')
    .replaceAll(/(?<=[.!?…。！？])\uE000[,.:;…、，。；：]+/gu, '')
    .replaceAll(/[,;:、，；：–—-]\uE000(?=[.!?…。！？])/gu, '')
    .replaceAll(/(?<=[,;:、，；：–—-])\uE000[,;:、，；：–—-]+/gu, GONE)
    .replaceAll(/\uE000(?=[\s\uE000,.:;!?…。、！？，；：]|$)|(?<=[。、！？，；：])\uE000/gu, '')
    .replaceAll(GONE, ' ');
}

/**
 * The text around annotations stays as it was written, capitals included; a text that is nothing else is empty. Brackets within a sentence
 * that name no sound are taken for speech: `Anna (my sister)`, `f(x)`, `(555) 0100`. A bracket that nothing closes takes no words with it.
 */
export function withoutAnnotations(given: string): string {
  const text = given.replaceAll(GONE, ' ').replaceAll(TOKENS, GONE).replaceAll(SPEAKER_CHANGE, GONE);
  const spoken = mended(withoutNotes(withoutLooseSounds(withoutMarkedSounds(withoutAsides(withoutBrackets(text)))))).trim();
  return LETTER_OR_DIGIT.test(spoken) ? spoken : '';
}
