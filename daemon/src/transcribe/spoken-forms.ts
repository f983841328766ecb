// A word, or a sign that is said -> the words that it stands for: what one reading contracts or abbreviates another writes out. Pure.
import { foldLetters } from './fold-letters.ts';

/** Folded words, with the ones that they stand for; several ways after a slash. */
const SHORT_FORMS: ReadonlyMap<string, readonly string[]> = new Map(
  `gonna goingto, wanna wantto/wanta, gotta gotto/havegotto, hafta haveto, kinda kindof, sorta sortof, outta outof, lotta lotof, lemme letme,
  gimme giveme, dunno dontknow/donotknow, coulda couldhave, shoulda shouldhave, woulda wouldhave, mighta mighthave, musta musthave,
  yall youall, cmon comeon, cause because, cuz because, em them, til until/till, till until, thru through, tho though, ya you, ok okay,
  alright allright, mr mister, mrs missus/misses, dr doctor, vs versus, etc etcetera, approx approximately,
  wont willnot, cant cannot, shant shallnot, aint amnot/isnot/arenot, lets letus, im iam, ive ihave, ill iwill/ishall, id iwould/ihad,
  aufm aufdem, hats hates, gehts gehtes, gibts gibtes, ists istes, habs habees, ne eine, nen einen,
  pra para, pro parao, ta esta, to estou, ne naoe, vc voce, tas tuas, jsuis jesuis, jai jeai, cest ceest, pa para`
    .split(',')
    .map((entry) => {
      const [short = '', long = ''] = entry.trim().split(' ');
      return [short, long.split('/')] as const;
    }),
);

/** Endings after an apostrophe, with what they stand for. */
const ENDINGS: ReadonlyMap<string, readonly string[]> = new Map([
  ["'s", ['is', 'has', 'us', 'es']],
  ["'re", ['are']],
  ["'ve", ['have']],
  ["'ll", ['will', 'shall']],
  ["'d", ['would', 'had', 'did']],
  ["'m", ['am']],
]);

/** Signs that are said as words, folded; before or after a number. */
export const SPOKEN_SIGNS: ReadonlyMap<string, readonly string[]> = new Map([
  ['%', ['percent', 'prozent', 'procent', 'porciento', 'pourcent', 'percento', 'porcento']],
  ['€', ['euro', 'euros', 'eur']],
  ['$', ['dollar', 'dollars', 'dolar', 'dolares', 'dollari', 'usd']],
  ['£', ['pound', 'pounds', 'pfund', 'libra', 'libras', 'livres', 'sterline', 'ponden', 'gbp']],
  ['¥', ['yen', 'yuan']],
  ['₹', ['rupee', 'rupees']],
  ['&', ['and', 'und', 'et', 'y', 'e', 'en']],
  ['@', ['at']],
  ['°', ['degree', 'degrees', 'grad', 'grados', 'degres', 'gradi', 'graus', 'graden']],
]);

/** Everything that `key` may stand for, folded, itself first. `key`: lower case, a word with its inner apostrophes, or a sign. */
export function spokenForms(key: string): readonly string[] {
  const forms = new Set([foldLetters(key), ...(SPOKEN_SIGNS.get(key) ?? []), ...(SHORT_FORMS.get(foldLetters(key)) ?? [])]);
  if (key.endsWith("n't")) {
    const verb = foldLetters(key.slice(0, -"n't".length));
    forms.add(`${verb}not`);
  }
  const at = key.lastIndexOf("'");
  for (const ending of at > 0 ? (ENDINGS.get(key.slice(at)) ?? []) : []) forms.add(foldLetters(key.slice(0, at)) + ending);
  return [...forms];
}
