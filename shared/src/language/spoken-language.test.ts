// In which language an utterance is read: what an engine hears of it, weighed with what the session allows and what was spoken before.
import { describe, expect, it } from 'vitest';
import { randomNumbers } from '../testing/sound-signals.ts';
import {
  decideLanguage,
  expectLanguages,
  FULL_TRUST_S,
  MAX_SPEAKERS,
  NOTHING_SPOKEN,
  rememberLanguage,
  type LanguageDecision,
  type SpokenMemory,
  type UtteranceContext,
} from './spoken-language.ts';

const LONG = FULL_TRUST_S;
const SHORT = 1.2;

interface Utterance extends Partial<UtteranceContext> {
  readonly hears: string;
  /** null: the engine does not tell. */
  readonly at: number | null;
  readonly seconds?: number;
}

const EN_ES = ['en', 'es'];

function decide(memory: SpokenMemory, { hears, at, seconds = LONG, allowed = EN_ES, speaker = null, goesOn = false }: Utterance) {
  return decideLanguage({ language: hears, probability: at }, expectLanguages(memory, { allowed, speaker, goesOn }), seconds);
}

/** Finals, one after the other; what was decided of each. */
function listen(utterances: readonly Utterance[]): { readonly memory: SpokenMemory; readonly decisions: readonly LanguageDecision[] } {
  const decisions: LanguageDecision[] = [];
  let memory = NOTHING_SPOKEN;
  for (const utterance of utterances) {
    const decision = decide(memory, utterance);
    decisions.push(decision);
    memory = rememberLanguage(memory, decision, utterance.speaker ?? null);
  }
  return { memory, decisions };
}

const times = (count: number, utterance: Utterance): readonly Utterance[] => Array.from({ length: count }, () => utterance);
const languages = (utterances: readonly Utterance[]): readonly string[] =>
  listen(utterances).decisions.map(({ language, isAllowed }) => (isAllowed ? language : `not ${language}`));
/** After ten long sentences in English. */
const afterEnglish = (...utterances: readonly Utterance[]): readonly string[] =>
  languages([...times(10, { hears: 'en', at: 0.95 }), ...utterances]).slice(10);

describe('after English for long, of two languages that are allowed', () => {
  it('a long utterance that is surely Spanish is Spanish at once', () => {
    expect(afterEnglish({ hears: 'es', at: 0.95 })).toEqual(['es']);
  });

  it('a short one stays English, however sure the engine is', () => {
    expect(afterEnglish({ hears: 'es', at: 0.99, seconds: SHORT }, { hears: 'en', at: 0.9 })).toEqual(['en', 'en']);
  });

  it('a long one of which the engine is unsure stays English', () => {
    expect(afterEnglish({ hears: 'es', at: 0.7 }, { hears: 'en', at: 0.9 })).toEqual(['en', 'en']);
  });

  it('the second unsure one in a row is Spanish', () => {
    expect(afterEnglish(...times(2, { hears: 'es', at: 0.75 }))).toEqual(['en', 'es']);
  });

  it('a language whose probability is not told is believed when it is heard a second time', () => {
    expect(afterEnglish(...times(2, { hears: 'es', at: null }))).toEqual(['en', 'es']);
    expect(languages([{ hears: 'es', at: null }])).toEqual(['es']);
  });

  it('speech that goes on after a cut stays what it was, unless the engine is as sure as can be', () => {
    expect(afterEnglish({ hears: 'es', at: 0.9, goesOn: true })).toEqual(['en']);
    expect(afterEnglish({ hears: 'es', at: 1, goesOn: true })).toEqual(['es']);
  });
});

describe('the first utterance', () => {
  it('is what the engine hears', () => {
    expect(languages([{ hears: 'es', at: 0.55, seconds: SHORT }])).toEqual(['es']);
  });

  it('that is too short to tell is the language that the session names first', () => {
    expect(languages([{ hears: 'es', at: 0.99, seconds: 0.4 }])).toEqual(['en']);
  });

  it('bears the code that the session uses', () => {
    expect(languages([{ hears: 'zh', at: 0.9, allowed: ['en', 'zh-TW'] }])).toEqual(['zh-TW']);
  });
});

describe('a language that the session does not allow', () => {
  it('is refused when it is long and sure', () => {
    expect(afterEnglish({ hears: 'ru', at: 0.97 })).toEqual(['not ru']);
    expect(languages([{ hears: 'ru', at: 0.98, allowed: ['en'] }])).toEqual(['not ru']);
  });

  it('is read in the language of before when it is short, or unsure', () => {
    expect(afterEnglish({ hears: 'ru', at: 0.99, seconds: SHORT })).toEqual(['en']);
    expect(afterEnglish({ hears: 'ru', at: 0.8 })).toEqual(['en']);
    expect(languages([{ hears: 'ru', at: 0.8, allowed: ['en'] }])).toEqual(['en']);
  });

  it('is refused the second time in a row when it is unsure, and a short one right after it too', () => {
    expect(afterEnglish(...times(2, { hears: 'ru', at: 0.85 }))).toEqual(['en', 'not ru']);
    expect(afterEnglish({ hears: 'ru', at: 0.98 }, { hears: 'ru', at: 0.9, seconds: SHORT })).toEqual(['not ru', 'not ru']);
  });

  it('leaves the next utterance in a language that is allowed to be read', () => {
    expect(afterEnglish(...times(3, { hears: 'ru', at: 0.98 }), { hears: 'en', at: 0.6, seconds: SHORT })).toEqual([
      ...times(3, { hears: '', at: 0 }).map(() => 'not ru'),
      'en',
    ]);
  });

  it.each([1, 2, 5, 20])('is refused by the same signs however many languages are allowed: %i', (count) => {
    const allowed = [
      'en',
      'es',
      'fr',
      'de',
      'it',
      'pl',
      'cs',
      'sv',
      'da',
      'nl',
      'hu',
      'fi',
      'ro',
      'ca',
      'hr',
      'sk',
      'sl',
      'et',
      'lv',
      'lt',
    ];
    const named = allowed.slice(0, count);
    expect(languages([{ hears: 'ja', at: 0.9, allowed: named }])).toEqual(['en']);
    expect(languages([{ hears: 'ja', at: 0.97, allowed: named }])).toEqual(['not ja']);
  });
});

describe('an engine that tells how probable each language is', () => {
  const heard = (shares: Readonly<Record<string, number>>) => {
    const told = Object.entries(shares).map(([language, probability]) => ({ language, probability }));
    const [best = { language: '', probability: 0 }] = told.toSorted((a, b) => b.probability - a.probability);
    return { ...best, shares: told };
  };
  const decided = (
    shares: Readonly<Record<string, number>>,
    {
      memory = NOTHING_SPOKEN,
      seconds = LONG,
      ...over
    }: Partial<UtteranceContext> & { readonly memory?: SpokenMemory; readonly seconds?: number } = {},
  ): string => {
    const expectation = expectLanguages(memory, { allowed: EN_ES, speaker: null, goesOn: false, ...over });
    const { language, isAllowed } = decideLanguage(heard(shares), expectation, seconds);
    return isAllowed ? language : `not ${language}`;
  };
  const english = listen(times(10, { hears: 'en', at: 0.95 })).memory;

  it('is believed about those that the session allows, also where none of them is its best', () => {
    expect(decided({ tl: 0.5, es: 0.3, ja: 0.1, en: 0.02 })).toBe('es');
    expect(decided({ tl: 0.5, es: 0.3, ja: 0.1, en: 0.02 }, { memory: english })).toBe('es');
    expect(decided({ gl: 0.9, es: 0.05, en: 0.001 })).toBe('es');
  });

  it('is believed at once where it is sure, and not where there is too little sound', () => {
    expect(decided({ es: 0.95, en: 0.001 }, { memory: english })).toBe('es');
    expect(decided({ es: 0.95, en: 0.001 }, { memory: english, seconds: 0.6 })).toBe('en');
    expect(decided({ es: 0.5, en: 0.45 }, { memory: english })).toBe('en');
  });

  it('is believed where it is sure of a language that the session does not allow, and not where one of those may be it', () => {
    expect(decided({ ru: 0.95, uk: 0.03, en: 0.0003, es: 0.0003 })).toBe('not ru');
    expect(decided({ ru: 0.95, uk: 0.03, en: 0.0003 }, { allowed: ['en'], memory: english })).toBe('not ru');
    expect(decided({ pt: 0.8, es: 0.15, en: 0.0003 }, { memory: english })).toBe('es');
    expect(decided({ ru: 0.95, uk: 0.03 }, { allowed: null })).toBe('ru');
  });

  it('has shares of the decision with the sum 1', () => {
    const { shares } = decideLanguage(
      heard({ tl: 0.5, es: 0.3 }),
      expectLanguages(english, { allowed: EN_ES, speaker: null, goesOn: true }),
      LONG,
    );
    expect(shares.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1);
  });
});

describe('a language that is close to one that the session allows', () => {
  it('is more probably that one than another, whatever was spoken before', () => {
    expect(languages([{ hears: 'gl', at: 0.7 }])).toEqual(['es']);
    expect(afterEnglish({ hears: 'pt', at: 0.8 })).toEqual(['es']);
    expect(afterEnglish({ hears: 'cy', at: 0.8 })).toEqual(['en']);
  });
});

describe('where any language is allowed', () => {
  const open = { allowed: null };
  it('the first utterance is what the engine hears, and nothing is refused', () => {
    expect(languages([{ hears: 'cy', at: 0.3, ...open }])).toEqual(['cy']);
    expect(languages([...times(5, { hears: 'en', at: 0.95, ...open }), { hears: 'ru', at: 0.97, ...open }]).at(-1)).toBe('ru');
  });

  it('one that is short or unsure is read in the language of before', () => {
    const english = times(5, { hears: 'en', at: 0.95, ...open });
    expect(languages([...english, { hears: 'cy', at: 0.98, seconds: SHORT, ...open }]).at(-1)).toBe('en');
    expect(languages([...english, { hears: 'cy', at: 0.6, ...open }, { hears: 'en', at: 0.9, ...open }]).slice(-2)).toEqual(['en', 'en']);
  });
});

describe('speakers who are known', () => {
  const ana = { speaker: 'ana', hears: 'es' };
  const bob = { speaker: 'bob', hears: 'en' };
  const talk = Array.from({ length: 4 }, () => [
    { ...ana, at: 0.9 },
    { ...bob, at: 0.9 },
  ]).flat();

  it('each have the language that they spoke before, also where they talk by turns', () => {
    expect(languages(talk)).toEqual(['es', 'en', 'es', 'en', 'es', 'en', 'es', 'en']);
    expect(languages([...talk, { ...ana, hears: 'en', at: 0.8 }, { ...bob, hears: 'es', at: 0.8 }]).slice(-2)).toEqual(['es', 'en']);
    expect(languages([...talk, { ...bob, at: 0.9, hears: 'es', seconds: SHORT }]).at(-1)).toBe('en');
  });

  it('may change it', () => {
    expect(languages([...talk, { ...ana, hears: 'en', at: 0.95 }]).at(-1)).toBe('en');
    expect(languages([...talk, ...times(2, { ...ana, hears: 'en', at: 0.8 })]).slice(-2)).toEqual(['es', 'en']);
  });

  it('are believed to have changed it for good only when they go on with the other, however sure the engine is', () => {
    const odd = { ...bob, hears: 'es', at: 1 };
    expect(languages([...times(10, { ...bob, at: 0.95 }), odd, { ...bob, at: 0.8 }]).slice(-2)).toEqual(['es', 'en']);
  });

  it('who have not spoken yet may speak any', () => {
    const english = times(10, { ...bob, at: 0.95 });
    expect(languages([...english, { speaker: 'eve', hears: 'es', at: 0.7 }]).at(-1)).toBe('es');
    expect(languages([...english, { hears: 'es', at: 0.7 }]).at(-1)).toBe('en');
  });

  it('are forgotten when many others have spoken since', () => {
    const { memory } = listen(Array.from({ length: MAX_SPEAKERS + 5 }, (_, index) => ({ ...bob, speaker: `speaker ${index}`, at: 0.9 })));
    expect(memory.speakers).toHaveLength(MAX_SPEAKERS);
    expect(memory.speakers[0]?.speaker).toBe(`speaker ${MAX_SPEAKERS + 4}`);
  });
});

/** Turns of one to three utterances of 0.9 to 6.9 s; an eighth is heard wrongly, of the short ones nearly a third. */
function conversation({ seed, turns, knowsSpeakers, tells }: { seed: number; turns: number; knowsSpeakers: boolean; tells: boolean }) {
  const random = randomNumbers(seed);
  return Array.from({ length: turns }, (_, turn) => {
    const spoken = turn % 2 === 0 ? 'en' : 'es';
    const odd = turn % 2 === 0 ? 'es' : 'en';
    return Array.from({ length: 1 + Math.floor(random() * 3) }, () => {
      const seconds = 0.9 + random() * 6;
      const isOdd = random() < (seconds < 2 ? 0.3 : 0.1);
      const probability = isOdd ? 0.4 + random() * 0.5 : 0.6 + random() * 0.39;
      const hears = isOdd ? (random() < 0.3 ? 'ru' : odd) : spoken;
      return { spoken, utterance: { hears, at: tells ? probability : null, seconds, speaker: knowsSpeakers ? spoken : null } };
    });
  }).flat();
}

describe('two people who talk by turns, each in a language of their own, with a recogniser that is wrong about 13 % of what they say', () => {
  it.each([
    { knowsSpeakers: true, tells: true, least: 0.98 },
    { knowsSpeakers: true, tells: false, least: 0.975 },
    // Without an idea of who speaks, what was said before tells nothing; what is heard is at least not made worse.
    { knowsSpeakers: false, tells: true, least: 0.86 },
  ])('are each understood in their language: %j', ({ least, ...known }) => {
    let [right, rightByEngine, count] = [0, 0, 0];
    for (let seed = 1; seed <= 10; seed += 1) {
      const talk = conversation({ seed, turns: 100, ...known });
      const heard = languages(talk.map(({ utterance }) => utterance));
      count += talk.length;
      right += talk.filter(({ spoken }, index) => spoken === heard[index]).length;
      rightByEngine += talk.filter(({ spoken, utterance }) => spoken === utterance.hears).length;
    }
    expect(rightByEngine / count).toBeLessThan(0.88);
    expect(right / count).toBeGreaterThanOrEqual(least);
  });

  it('are understood all the same when they talk for longer at a time and nobody knows who speaks', () => {
    const talk = Array.from({ length: 20 }, (_, turn) => {
      const spoken = turn % 2 === 0 ? 'en' : 'es';
      return conversation({ seed: turn, turns: 60, knowsSpeakers: false, tells: true })
        .filter((one) => one.spoken === spoken)
        .map(({ utterance }) => ({ spoken, utterance }));
    }).flat();
    const heard = languages(talk.map(({ utterance }) => utterance));
    const right = talk.filter(({ spoken }, index) => spoken === heard[index]).length;
    expect(right / talk.length).toBeGreaterThanOrEqual(0.95);
  });
});

it('any odd values give shares that are finite, sum up to 1, and name an allowed language or refuse the one that was heard', () => {
  const random = randomNumbers(7);
  const codes = ['en', 'es', 'pt-BR', 'ru', 'zh'];
  const some = () => codes.filter(() => random() < 0.5);
  let memory = NOTHING_SPOKEN;
  for (let count = 0; count < 2_000; count += 1) {
    const allowed = random() < 0.2 ? null : some();
    const hears = codes[Math.floor(random() * codes.length)] ?? 'en';
    const at = random() < 0.2 ? null : random() * 1.2 - 0.1;
    const speaker = random() < 0.5 ? null : String(Math.floor(random() * 3));
    const utterance = { hears, at, seconds: random() * 8, allowed, speaker, goesOn: random() < 0.2 };
    const decision = decide(memory, utterance);
    memory = rememberLanguage(memory, decision, speaker);
    const sum = decision.shares.reduce((total, { probability }) => total + probability, 0);
    expect(sum).toBeCloseTo(1);
    if (decision.isAllowed) expect(allowed ?? codes).toContain(decision.language);
    else expect(decision.language).toBe(hears);
  }
});
