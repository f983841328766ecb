// What a recogniser wrote -> the words in it: without its annotations (`[BLANK_AUDIO]`, `(upbeat music)`, `*sighs*`, `_laughs_`, `♪♪`). Pure.
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
      'nois|geräusch|rausch|ruido|ruído|bruit|rumor|szum|gürültü|шум|ضوضاء|잡음|static|beep|buzz|click|ring(?:s|ing)|knock|door|footstep|thud|crash|bang(?:s|ing)?(?!\\p{L})|siren|horn|engine|keyboard|typing|wind(?!\\p{L})|rain|bird|dog|bark|phone|bell|ding|whoosh|swoosh|rustl',
      'speak(?:s|ing)|speech|foreign|language|end of|playing|plays|audience|crowd|background|upbeat|censored|bleep',
    ].join('|') +
    String.raw`)|音楽|音乐|音樂|拍手|掌声|掌聲|笑|ため息|沈黙|無音|静音|靜音|咳|歓声|ดนตรี|เพลง|หัวเราะ|ปรบมือ`,
  'iu',
);

/** Sounds that people make without words. Other names of sounds are everyday words too: the phone, a dog, music. */
const BODY_SOUNDS =
  /^(?:laugh|chuckl|giggl|lach|risa|risos|rires?$|risat|śmiech|смех|смеёт|sigh|seufz|suspir|soupir|sospir|вздох|inhal|exhal|gasp|yawn|snor|sniff|sob(?:s|bing)|groan|moan|cough|hust|tose|tosse|toux|кашл|sneez|hiccup|clears|throat)/iu;

/** Longer than any annotation, in UTF-16 units. */
const MAX_ANNOTATION = 200;

/** Special tokens of a decoder, and annotations between angle brackets: `<|nospeech|>`, `<unk>`, `<laughter>`. */
const TOKENS = new RegExp(String.raw`<(?:\||/?[\p{L}_])[^<>]{0,${MAX_ANNOTATION}}>`, 'gu');

/** Square, curly and corner brackets hold no spoken words in any recogniser's answer. */
const BRACKETS = new RegExp(
  String.raw`\[[^[\]]{0,${MAX_ANNOTATION}}\]|\{[^{}]{0,${MAX_ANNOTATION}}\}|[【［〔〖][^【［〔〖】］〕〗]{0,${MAX_ANNOTATION}}[】］〕〗]`,
  'gu',
);

/** A bracket that nothing closes, with all that follows it. */
const UNCLOSED = new RegExp(String.raw`[[{【［〔〖(（<](?<unclosed>[^[\]{}【［〔〖】］〕〗()（）<>]{1,${MAX_ANNOTATION}})$`, 'u');

/** Between dashes, underscores and the like stands more often what was said than what was heard. */
const DASHED = new RegExp(
  String.raw`(?<!\S)(?<dash>-{1,3}|[–—]{1,2}|([~=#|])\2?) ?(?<dashed>[^\s–—-](?:[^–—\n-]{0,${MAX_ANNOTATION}}[^\s–—-])?) ?\k<dash>(?![^\s.,;:!?…])`,
  'gu',
);
const UNDERSCORED = /(?<![\p{L}\p{N}_])(?<bars>_{1,2})(?<underscored>[^\s_](?:[^_\n]{0,200}[^\s_])?)\k<bars>(?![\p{L}\p{N}_])/gu;

/** What stands between the names of sounds in an annotation. */
const LINKING_WORDS =
  /^(?:and|of|the|a|an|in|on|with|to|und|de|del|la|et|y|e|soft|loud|light|heavy|dramatic|gentle|quiet|softly|loudly|quietly|lightly|heavily|gently|nervously|continues|stops)$/iu;

/** So many letters of a script without spaces are a word or two. */
const MAX_UNSPACED_LETTERS = 4;

/** Round brackets and asterisks may hold an aside. */
const ASIDES = new RegExp(
  String.raw`[(（](?<round>[^()（）]{1,${MAX_ANNOTATION}})[)）]|(?<![\p{L}\p{N}*])\*{1,2}(?<starred>[^\s*](?:[^*\n]{0,${MAX_ANNOTATION}}[^\s*])?)\*{1,2}(?![\p{L}\p{N}*])`,
  'gu',
);

/** Longer is a sentence in which a sound is spoken of. */
const MAX_SOUND_WORDS = 6;
/** Brackets say more clearly that it is none. */
const MAX_ASIDE_WORDS = 7;

const NOTES = /[♩♪♫♬♭♮♯𝄞🎵🎶🎼]+/gu;
const BETWEEN_NOTES = /[♩♪♫♬♭♮♯𝄞🎵🎶🎼]+(?<noted>[^♩♪♫♬♭♮♯𝄞🎵🎶🎼]{0,400})[♩♪♫♬♭♮♯𝄞🎵🎶🎼]+/gu;

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
 * Whether an aside is no speech: it names a sound, or it is not part of a sentence: alone, before the first sentence, or between two,
 * and has no figures and no full stop in it, which annotations don't have.
 */
function isAnnotation(inner: string, { before, after }: { readonly before: string; readonly after: string }): boolean {
  // A sentence may speak of a sound.
  const isSentence = (inner.match(/\S+/gu)?.length ?? 0) > MAX_ASIDE_WORDS;
  if (/\p{N}/u.test(inner)) return false;
  // Within a sentence a place or a person may be called nearly as a sound is.
  const isApart = standsApart({ before, after });
  if (SOUND_NAMES.test(inner) && !isSentence && !WORD_BEFORE.test(before) && (isApart || namesOnlySounds(inner))) return true;
  if (SENTENCE_END.test(inner.trim()) || (inner.match(/\p{L}/gu)?.length ?? 0) < 2) return false;
  const isFirst = before.replaceAll(GONE, '').trim() === '';
  return isApart && (isFirst || !/\p{Lu}/u.test(inner.slice(1)));
}

/** Alone, or before, between or after whole sentences. What goes on in a small letter has begun before. */
function standsApart({ before, after }: { readonly before: string; readonly after: string }): boolean {
  const [previous, next] = [before.replaceAll(GONE, '').trim(), after.replaceAll(GONE, '').trim()];
  return (previous === '' || SENTENCE_END.test(previous)) && (next === '' || /^[^\p{Ll}]/u.test(next));
}

/** Whether what stands between asterisks, underscores or dashes is no emphasis: apart from sentences, or a sound that nobody speaks of. */
function isNoEmphasis(inner: string, surroundings: { readonly before: string; readonly after: string }): boolean {
  if (!namesOnlySounds(inner)) return false;
  const words = (inner.match(/[\p{L}\p{M}'’]+/gu) ?? []).filter((word) => !LINKING_WORDS.test(word));
  return standsApart(surroundings) || words.every((word) => BODY_SOUNDS.test(word));
}

/** Whether nothing but sounds are named: every word is one, or links two. */
function namesOnlySounds(inner: string): boolean {
  const words = inner.match(/[\p{L}\p{M}\p{N}_'’]+/gu) ?? [];
  if (!words.some((word) => SOUND_NAMES.test(word))) return false;
  const isUnspaced = new RegExp(`[${UNSPACED_SCRIPTS}]`, 'u').test(inner);
  if (isUnspaced) return (inner.match(/\p{L}/gu)?.length ?? 0) <= MAX_UNSPACED_LETTERS;
  return words.every((word) => SOUND_NAMES.test(word) || LINKING_WORDS.test(word));
}

/** Without sounds between dashes or underscores, and after a bracket that nothing closes; what may have been said stays. */
function withoutLooseSounds(text: string): string {
  const undashed = text.replaceAll(DASHED, (span, ...found) => {
    const { dashed = '' } = found.at(-1) as { readonly dashed?: string };
    const isAll = span.trim() === text.replaceAll(GONE, '').trim() && dashed.split(/\s+/u).length <= MAX_SOUND_WORDS;
    return (isAll && SOUND_NAMES.test(dashed)) || isNoEmphasis(dashed, around(text, found, span)) ? GONE : span;
  });
  const plain = undashed.replaceAll(UNDERSCORED, (span, ...found) => {
    const { bars, underscored = '' } = found.at(-1) as { readonly bars?: string; readonly underscored?: string };
    if (isNoEmphasis(underscored, around(undashed, found, span))) return GONE;
    // Emphasis, which has no sound; two bars are a programmer's.
    return bars === '_' ? underscored : span;
  });
  return plain.replace(UNCLOSED, (span, ...found) => {
    const { unclosed = '' } = found.at(-1) as { readonly unclosed?: string };
    return namesOnlySounds(unclosed) ? GONE : span;
  });
}

/** Of a match with named groups in `replaceAll`: what stands before and after it. */
function around(text: string, found: readonly unknown[], span: string): { readonly before: string; readonly after: string } {
  const offset = found.at(-3) as number;
  return { before: text.slice(0, offset), after: text.slice(offset + span.length) };
}

function withoutAsides(text: string): string {
  return text.replaceAll(ASIDES, (span, ...found) => {
    const { round, starred } = found.at(-1) as { readonly round?: string; readonly starred?: string };
    const surroundings = around(text, found, span);
    const isSpoken = starred !== undefined && !standsApart(surroundings) && !isNoEmphasis(starred, surroundings);
    if (!isSpoken && isAnnotation(round ?? starred ?? '', surroundings)) return GONE;
    // Asterisks are emphasis, which has no sound.
    return round === undefined ? (starred ?? '') : span;
  });
}

/** Notes stand around what is sung, which stays, or around nothing, or around the name of a sound. */
function withoutNotes(text: string): string {
  if (text.search(NOTES) < 0) return text;
  const sung = text.replaceAll(BETWEEN_NOTES, (_span, ...found) => {
    const { noted = '' } = found.at(-1) as { readonly noted?: string };
    if (!LETTER_OR_DIGIT.test(noted)) return GONE;
    const words = noted.match(/\S+/gu)?.length ?? 0;
    return words <= MAX_SOUND_WORDS && SOUND_NAMES.test(noted) ? GONE : ` ${noted} `;
  });
  const words = sung.replaceAll(NOTES, ' ').trim();
  return sung !== words && namesOnlySounds(words) ? '' : words.replaceAll(/\s+/gu, ' ');
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
 * that name no sound are taken for speech: `Anna (my sister)`, `f(x)`, `(555) 0100`. A bracket that nothing closes takes no words with it.
 */
export function withoutAnnotations(given: string): string {
  const text = given.replaceAll(GONE, ' ').replaceAll(TOKENS, GONE).replaceAll(SPEAKER_CHANGE, GONE);
  const unbracketed = text.replaceAll(BRACKETS, (span, offset: number) => (isBracketed(span, text.slice(0, offset)) ? GONE : span));
  const spoken = mended(withoutNotes(withoutLooseSounds(withoutAsides(unbracketed)))).trim();
  return LETTER_OR_DIGIT.test(spoken) ? spoken : '';
}
