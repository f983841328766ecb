// What a recogniser wrote -> the words in it: without its annotations (`[BLANK_AUDIO]`, `(upbeat music)`, `*sighs*`, `♪♪`). Pure.
import { UNSPACED_SCRIPTS } from './speech-rate.ts';

/** What the sounds are called that recognisers annotate, by the beginnings of the words; of use only between brackets or notes. */
const SOUND_NAMES = new RegExp(
  String.raw`(?<![\p{L}\p{M}])(?:` +
    [
      'music|musik|música|musica|musique|muzyk|müzik|muziek|hudba|zene|музык|музик|موسيق|संगीत|음악',
      'song|singing|sings|hum(?:s|ming)|melody|instrumental|applau|aplau|beifall|brawa|alkış|аплодис|оплеск|تصفيق|박수|cheer|clap',
      'laugh|chuckl|giggl|lach|gelächter|risa|ríe|risos|rires?(?!\\p{L})|risat|śmiech|gülüş|смех|смеёт|смеет|сміх|ضحك|웃음',
      'sigh|seufz|suspir|soupir|sospir|westchn|вздох|вздых|한숨|breath|inhal|exhal|gasp|pant(?:s|ing)|yawn|snor|sniff|sob(?:s|bing)|cry(?:ing)|cries|groan|moan|scream|shout|whisper|murmur|mumbl|growl',
      'cough|hust|tose|tosse|toux|kaszel|кашл|sneez|throat|clears|hiccup',
      'silen|stille|ruhe|cisza|sessizlik|тишин|صمت|침묵|pause|blank|empty|no[ _-]?(?:speech|audio|sound|voice)|inaudible|inaudível|unintelligible|indistinct|unverständlich|niesłyszaln|неразборчив|crosstalk|chatter|gibberish',
      'nois|geräusch|rausch|ruido|ruído|bruit|rumor|szum|gürültü|шум|ضوضاء|잡음|static|beep|buzz|click|ring(?:s|ing)|knock|door|footstep|thud|crash|bang|siren|horn|engine|keyboard|typing|wind(?!\\p{L})|rain|bird|dog|bark|phone|bell|ding|whoosh|swoosh|rustl',
      'speak(?:s|ing)|speech|foreign|language|end of|playing|plays|audience|crowd|background|upbeat|censored|bleep',
    ].join('|') +
    String.raw`)|音楽|音乐|音樂|拍手|掌声|掌聲|笑|ため息|沈黙|無音|静音|靜音|咳|歓声|ดนตรี|เพลง|หัวเราะ|ปรบมือ`,
  'iu',
);

/** Longer than any annotation, in UTF-16 units. */
const MAX_ANNOTATION = 200;

/** Special tokens of a decoder, and annotations between angle brackets: `<|nospeech|>`, `<unk>`, `<laughter>`. */
const TOKENS = new RegExp(String.raw`<(?:\||/?[\p{L}_])[^<>]{0,${MAX_ANNOTATION}}>`, 'gu');

/** Square, curly and corner brackets hold no spoken words in any recogniser's answer. One that is not closed runs to the end. */
const BRACKETS = new RegExp(
  String.raw`(?:\[[^[\]]{0,${MAX_ANNOTATION}}(?:\]|$))|(?:\{[^{}]{0,${MAX_ANNOTATION}}(?:\}|$))|(?:[【［〔〖][^【［〔〖】］〕〗]{0,${MAX_ANNOTATION}}(?:[】］〕〗]|$))`,
  'gu',
);

/** Round brackets and asterisks may hold an aside. */
const ASIDES = new RegExp(
  String.raw`[(（](?<round>[^()（）]{1,${MAX_ANNOTATION}})(?:[)）]|$)|(?<![\p{L}\p{N}*])\*{1,2}(?<starred>[^\s*](?:[^*\n]{0,${MAX_ANNOTATION}}[^\s*])?)\*{1,2}(?![\p{L}\p{N}*])`,
  'gu',
);

const NOTES = /[♩♪♫♬♭♮♯𝄞🎵🎶🎼]+/gu;

/** The mark of a change of speaker, as captions have it. */
const SPEAKER_CHANGE = />>+ */gu;

/** What stands in the place of an annotation until its surroundings are mended. Taken out of the text first. */
const GONE = '\uE000';

/** A word without a space after it, in a script that has spaces. */
const WORD_BEFORE = new RegExp(String.raw`[\p{L}\p{N}_]$(?<![${UNSPACED_SCRIPTS}])`, 'u');
const SENTENCE_END = /[.!?…。！？]["'”’»」]?$/u;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

/** Between square brackets: not what is attached to a word, as an index is, unless it names a sound. */
function isBracketed(span: string, before: string): boolean {
  return !(/^[[{]/u.test(span) && WORD_BEFORE.test(before)) || SOUND_NAMES.test(span);
}

/**
 * Whether an aside is no speech: it names a sound, or it is not part of a sentence: alone, before the first word, or between two sentences,
 * and has no figures and no full stop in it, which annotations don't have.
 */
function isAnnotation(inner: string, { before, after }: { readonly before: string; readonly after: string }): boolean {
  if (SOUND_NAMES.test(inner) && !WORD_BEFORE.test(before)) return true;
  const [previous, next] = [before.replaceAll(GONE, '').trim(), after.replaceAll(GONE, '').trim()];
  if (/\p{N}/u.test(inner) || SENTENCE_END.test(inner.trim()) || (inner.match(/\p{L}/gu)?.length ?? 0) < 2) return false;
  if (previous === '') return true;
  return SENTENCE_END.test(previous) && (next === '' || /^[^\p{Ll}]/u.test(next)) && !/\p{Lu}/u.test(inner.slice(1));
}

function withoutAsides(text: string): string {
  return text.replaceAll(ASIDES, (span, ...found) => {
    const { round, starred } = found.at(-1) as { readonly round?: string; readonly starred?: string };
    const offset = found.at(-3) as number;
    const surroundings = { before: text.slice(0, offset), after: text.slice(offset + span.length) };
    if (isAnnotation(round ?? starred ?? '', surroundings)) return GONE;
    // Asterisks are emphasis, which has no sound.
    return round === undefined ? (starred ?? '') : span;
  });
}

/** Notes stand around what is sung, which stays, or around the name of a sound. */
function withoutNotes(text: string): string {
  if (text.search(NOTES) < 0) return text;
  const sung = text.replaceAll(NOTES, ' ');
  const words = sung.match(/\S+/gu)?.length ?? 0;
  return words <= 6 && SOUND_NAMES.test(sung) ? '' : sung.replaceAll(/^\s+|\s+$/gu, '').replaceAll(/\s+/gu, ' ');
}

/** Spaces and punctuation around what is gone: none is left at the beginning, before a closing mark, or twice. */
function mended(text: string): string {
  if (!text.includes(GONE)) return text;
  return text
    .replaceAll(/[\s\uE000]*\uE000[\s\uE000]*/gu, GONE)
    .replace(/^\uE000[\uE000\s,.:;…–—-]*/u, '')
    .replaceAll(/(?<=[.!?…。！？])\uE000(?=[,.:;…])[,.:;…]+/gu, '')
    .replaceAll(/\uE000(?=[,.;:!?…。、！？]|$)/gu, '')
    .replaceAll(GONE, ' ');
}

/**
 * The text around annotations stays as it was written, capitals included; a text that is nothing else is empty. Brackets within a sentence
 * that name no sound are taken for speech: `Anna (my sister)`, `f(x)`, `(555) 0100`.
 */
export function withoutAnnotations(given: string): string {
  const text = given.replaceAll(GONE, ' ').replaceAll(TOKENS, GONE).replaceAll(SPEAKER_CHANGE, GONE);
  const unbracketed = text.replaceAll(BRACKETS, (span, offset: number) => (isBracketed(span, text.slice(0, offset)) ? GONE : span));
  const spoken = mended(withoutNotes(withoutAsides(unbracketed))).trim();
  return LETTER_OR_DIGIT.test(spoken) ? spoken : '';
}
