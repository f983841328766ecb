// A whole number -> how it is said in the languages in which meetings are recognised most. Pure.
import { foldLetters } from './fold-letters.ts';

/** Ways to say the same, folded: without spaces, hyphens and accents, with which numbers are written in more than one way. */
export type Names = readonly string[];

/** How numbers are said in a language. */
export interface NumberNaming {
  /** Of 0 ≤ n < 10⁹. */
  readonly cardinal: (n: number) => Names;
  /** What stands for the decimal mark. */
  readonly mark: Names;
  /** Every word of which names of numbers are made, written as one. */
  readonly words: Names;
  /** Words that link them. */
  readonly links: Names;
  /** The names of ten to nineteen, and of twenty to ninety. */
  readonly teens: Names;
  readonly tens: Names;
}

/** Long numbers can be said in more ways than are worth comparing. */
const MAX_NAMES = 128;

/** Everything that can be said by one of each in turn; of very many ways the first. */
export function inTurn(...parts: readonly Names[]): Names {
  return parts.reduce((all, names) => [...new Set(all.flatMap((before) => names.map((name) => before + name)))].slice(0, MAX_NAMES), ['']);
}

const list = (words: string): readonly Names[] =>
  words
    .trim()
    .split(/\s+/u)
    .map((names) => names.split('/').map(foldLetters));

interface Grammar {
  /** From zero on, as far as they have names of their own; other ways after a slash. */
  readonly small: string;
  /** From twenty on; other ways after a slash. */
  readonly tens: string;
  readonly hundred: (h: number, small: readonly Names[]) => Names;
  readonly thousand: string;
  readonly million: string;
  readonly mark: string;
  /** A ten and a one, both with names. */
  readonly both: (tens: Names, ones: Names, one: number) => Names;
  /** May stand between hundreds, or thousands, and what follows. */
  readonly and: string;
  /** What `both` and `hundred` add. */
  readonly others: string;
  /** Words that link the names within a number. */
  readonly links: string;
}

function namingOf(grammar: Grammar): NumberNaming {
  const small = list(grammar.small);
  const tens = list(grammar.tens);
  const one = (part: string): Names => list(part)[0] ?? [];
  const [thousand, million, mark] = [one(grammar.thousand), one(grammar.million), one(grammar.mark)];
  const and = ['', ...one(grammar.and)];

  const belowHundred = (n: number): Names => {
    const own = small[n];
    if (own !== undefined) return own;
    const [ten, ones] = [Math.floor(n / 10), n % 10];
    const names = tens[ten - 2];
    // As in French, where seventy-one is sixty-eleven.
    if (names === undefined) return grammar.both(tens[ten - 3] ?? [], small[10 + ones] ?? [], 10 + ones);
    return ones === 0 ? names : grammar.both(names, small[ones] ?? [], ones);
  };
  const withRest = (names: Names, rest: number, below: (n: number) => Names): Names =>
    rest === 0 ? names : inTurn(names, and, below(rest));
  const belowThousand = (n: number): Names =>
    n < 100 ? belowHundred(n) : withRest(grammar.hundred(Math.floor(n / 100), small), n % 100, belowHundred);
  const belowMillion = (n: number): Names => {
    const thousands = Math.floor(n / 1000);
    if (thousands === 0) return belowThousand(n);
    return withRest([...(thousands === 1 ? thousand : []), ...inTurn(belowThousand(thousands), thousand)], n % 1000, belowThousand);
  };
  return {
    mark,
    cardinal: (n) => {
      const millions = Math.floor(n / 1e6);
      return millions === 0 ? belowMillion(n) : withRest(inTurn(belowThousand(millions), million), n % 1e6, belowMillion);
    },
    words: [...small, ...tens, thousand, million, ...list(grammar.others)].flat(),
    links: grammar.links === '' ? [] : list(grammar.links).flat(),
    teens: small.slice(10, 20).flat(),
    tens: tens.flat(),
  };
}

const joined = (tens: Names, ones: Names): Names => inTurn(tens, ones);
const onesFirst =
  (and: string) =>
  (tens: Names, ones: Names): Names =>
    inTurn(ones, [and], tens);
const times =
  (word: string, alone: Names = [word]) =>
  (h: number, small: readonly Names[]): Names => [...(h === 1 ? alone : []), ...inTurn(small[h] ?? [], [word])];
const named =
  (words: string) =>
  (h: number): Names =>
    list(words)[h - 1] ?? [];

const GRAMMARS: readonly Grammar[] = [
  {
    small: `zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen`,
    tens: 'twenty thirty forty/fourty fifty sixty seventy eighty ninety',
    hundred: times('hundred', ['hundred', 'ahundred']),
    thousand: 'thousand/athousand',
    million: 'million',
    mark: 'point',
    both: joined,
    and: 'and',
    others: 'hundred oh double triple',
    links: 'and',
  },
  {
    small: `null eins/ein/eine zwei/zwo drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn
      achtzehn neunzehn`,
    tens: 'zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig',
    hundred: times('hundert'),
    thousand: 'tausend',
    million: 'million/millionen',
    mark: 'komma',
    both: onesFirst('und'),
    and: 'und',
    others: 'hundert',
    links: 'und',
  },
  {
    small:
      'nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien',
    tens: 'twintig dertig veertig vijftig zestig zeventig tachtig negentig',
    hundred: times('honderd'),
    thousand: 'duizend',
    million: 'miljoen',
    mark: 'komma',
    both: onesFirst('en'),
    and: 'en',
    others: 'honderd',
    links: 'en',
  },
  {
    small: `cero uno/un/una dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho
      diecinueve veinte veintiuno/veintiún/veintiuna veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve`,
    tens: 'veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa',
    hundred: named(`cien/ciento doscientos/doscientas trescientos/trescientas cuatrocientos/cuatrocientas quinientos/quinientas
      seiscientos/seiscientas setecientos/setecientas ochocientos/ochocientas novecientos/novecientas`),
    thousand: 'mil',
    million: 'millón/millones',
    mark: 'coma/punto',
    both: (tens, ones) => inTurn(tens, ['y'], ones),
    and: '',
    others: `cien ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos`,
    links: 'y',
  },
  {
    small: `zéro un/une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf`,
    tens: 'vingt trente quarante cinquante soixante soixante-dix/septante quatre-vingts/quatre-vingt/huitante quatre-vingt-dix/nonante',
    hundred: (h, small) => [...(h === 1 ? ['cent'] : []), ...inTurn(small[h] ?? [], ['cent', 'cents'])],
    thousand: 'mille',
    million: 'million/millions',
    mark: 'virgule',
    both: (tens, ones, one) =>
      tens.flatMap((name) => {
        const isOfTwenty = name === 'soixantedix' || name === 'quatrevingtdix';
        const teen = `onze douze treize quatorze quinze seize dixsept dixhuit dixneuf`.split(' ')[one - 1] ?? '';
        const [first, last] = isOfTwenty ? [name.slice(0, -'dix'.length), [teen]] : [name, ones];
        return inTurn([first], one === 1 ? ['', 'et'] : [''], last);
      }),
    and: '',
    others: 'cent cents',
    links: 'et',
  },
  {
    small: `zero uno/un/una due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette diciotto
      diciannove`,
    tens: 'venti trenta quaranta cinquanta sessanta settanta ottanta novanta',
    hundred: times('cento'),
    thousand: 'mille/mila',
    million: 'milione/milioni',
    mark: 'virgola',
    both: (tens, ones, one) => inTurn(one === 1 || one === 8 ? tens.map((name) => name.slice(0, -1)) : tens, ones),
    and: '',
    links: '',
    others: 'cento vent trent quarant cinquant sessant settant ottant novant',
  },
  {
    small: `zero um/uma dois/duas três quatro cinco seis sete oito nove dez onze doze treze quatorze/catorze quinze dezesseis/dezasseis
      dezessete/dezassete dezoito dezenove/dezanove`,
    tens: 'vinte trinta quarenta cinquenta sessenta setenta oitenta noventa',
    hundred: named(`cem/cento duzentos/duzentas trezentos/trezentas quatrocentos/quatrocentas quinhentos/quinhentas seiscentos/seiscentas
      setecentos/setecentas oitocentos/oitocentas novecentos/novecentas`),
    thousand: 'mil',
    million: 'milhão/milhões',
    mark: 'vírgula/ponto',
    both: (tens, ones) => inTurn(tens, ['e'], ones),
    and: 'e',
    others: `cem cento duzentos trezentos quatrocentos quinhentos seiscentos setecentos oitocentos novecentos`,
    links: 'e',
  },
];

/** Where numbers are written with signs, in groups of four places: Chinese, Japanese, Korean. `digits`: zero to nine, others after a slash. */
function namingOfSigns(
  digits: string,
  [ten, hundred, thousand, myriad]: readonly [string, string, string, string],
  mark: string,
): NumberNaming {
  const signs = list(digits);
  const zero = ['', ...(signs[0] ?? [])];
  const belowMyriad = (n: number): Names => {
    let names: Names = [''];
    let isSkipped = false;
    for (const [place, unit] of [
      [1000, thousand],
      [100, hundred],
      [10, ten],
      [1, ''],
    ] as const) {
      const digit = Math.floor(n / place) % 10;
      if (digit === 0) {
        isSkipped = true;
        continue;
      }
      const isFirst = names.every((name) => name === '');
      const ones = digit === 1 && place > 1 ? ['', ...(signs[1] ?? [])] : (signs[digit] ?? []);
      names = inTurn(names, isSkipped && !isFirst ? zero : [''], ones, [unit]);
      isSkipped = false;
    }
    return names;
  };
  return {
    mark: [mark],
    cardinal: (n) => {
      if (n === 0) return signs[0] ?? [];
      const [myriads, rest] = [Math.floor(n / 1e4), n % 1e4];
      if (myriads === 0) return belowMyriad(rest);
      if (myriads >= 1e4) return [];
      const first = inTurn([...belowMyriad(myriads), ...(myriads === 1 ? [''] : [])], [myriad]);
      return rest === 0 ? first : inTurn(first, zero, belowMyriad(rest));
    },
    words: [...signs.flat(), ten, hundred, thousand, myriad],
    links: [],
    teens: [],
    tens: [],
  };
}

/** English, German, Dutch, Spanish, French, Italian, Portuguese, Chinese and Japanese, Korean. */
const NUMBER_NAMINGS: readonly NumberNaming[] = [
  ...GRAMMARS.map(namingOf),
  namingOfSigns('零/〇 一 二/两/兩 三 四 五 六 七 八 九', ['十', '百', '千', '万'], '点'),
  namingOfSigns('영/공 일 이 삼 사 오 육 칠 팔 구', ['십', '백', '천', '만'], '점'),
];

/** Shorter words begin many others, except where each sign is a syllable. */
const TELLING = /^(?:.{3,}|[\p{Script=Han}\p{Script=Hangul}])/u;

/** The ways in which numbers may be said among these words, folded: those of which a word is one of them, or begins with one. */
export function namingsAmong(words: readonly string[]): readonly NumberNaming[] {
  const isOneOf = (word: string, name: string): boolean => word === name || (TELLING.test(name) && word.startsWith(name));
  return NUMBER_NAMINGS.filter((naming) => words.some((word) => naming.words.some((name) => isOneOf(word, name))));
}

const NUMBER_NAMES: ReadonlySet<string> = new Set(NUMBER_NAMINGS.flatMap(({ words }) => words));

/** Of every language; `word` folded. Some are other words too ("un"). */
export function isNumberName(word: string): boolean {
  return NUMBER_NAMES.has(word);
}

const LINKS: ReadonlySet<string> = new Set(NUMBER_NAMINGS.flatMap(({ links }) => links));

/** "and", as in "a hundred and five"; `word` folded. */
export function isNumberLink(word: string): boolean {
  return LINKS.has(word);
}

const DIGITS: ReadonlyMap<string, string> = new Map([
  ['oh', '0'],
  ...NUMBER_NAMINGS.flatMap(({ cardinal }) =>
    Array.from({ length: 10 }, (_, digit) => cardinal(digit).map((name) => [name, String(digit)] as const)).flat(),
  ),
]);

/** The digit that a folded word names, in any language; undefined when it names none. */
export function digitOf(word: string): string | undefined {
  return DIGITS.get(word);
}

const TENS: ReadonlySet<string> = new Set(NUMBER_NAMINGS.flatMap(({ tens }) => tens));
const TEENS: ReadonlySet<string> = new Set(NUMBER_NAMINGS.flatMap(({ teens }) => teens));

/** Of a folded name of a number below a hundred and the word after it: how many figures stand for the name, where "forty four" is 44. */
export function figuresFor(name: string, after: string): number | undefined {
  if (DIGITS.has(name)) return 1;
  if (TENS.has(name)) return DIGITS.has(after) ? 1 : 2;
  return TEENS.has(name) ? 2 : undefined;
}

/** Of English cardinals, those that do not become ordinals by "th". */
const ORDINALS: readonly (readonly [ending: string, ordinal: string])[] = [
  ['one', 'first'],
  ['two', 'second'],
  ['three', 'third'],
  ['five', 'fifth'],
  ['eight', 'eighth'],
  ['nine', 'ninth'],
  ['twelve', 'twelfth'],
];

/** "twentyfive" -> "twentyfifth". */
export function englishOrdinal(cardinal: string): string {
  const irregular = ORDINALS.find(([ending]) => cardinal.endsWith(ending));
  if (irregular !== undefined) return cardinal.slice(0, -irregular[0].length) + irregular[1];
  return cardinal.endsWith('y') ? `${cardinal.slice(0, -1)}ieth` : `${cardinal}th`;
}
