// Engines that work, fail, hang and come back as a test says, and two of them as one translator.
import { SubcamError, type TranslateResult, type Translator } from '@subcam/shared';
import { createVirtualClock } from '@subcam/shared/testing';
import { createRoutedTranslator, type RoutedOptions, type RoutedTranslator } from '../routes/routed-translator.ts';
import type { RouteInUse } from '../routes/routes-in-use.ts';

export type Health = 'works' | 'fails' | 'hangs' | 'refuses' | 'lacks' | 'overloaded';

export interface Engine {
  health: Health;
  /** The sure beginning of what it says; null: it can't tell. */
  sure: string | null;
  readonly asked: string[];
  readonly prepared: string[];
  isClosed: boolean;
  readonly translator: Translator;
  readonly pairs: () => readonly { sourceLanguage: string; targetLanguage: string }[];
}

export function scriptedEngine(name: string, pairs: readonly string[]): Engine {
  const self: Engine = {
    health: 'works',
    sure: null,
    asked: [],
    prepared: [],
    isClosed: false,
    pairs: () => pairs.map((pair) => ({ sourceLanguage: pair.slice(0, 2), targetLanguage: pair.slice(3) })),
    translator: {
      info: { name, model: pairs.join(' ') },
      supports: (source, target) => pairs.includes(`${source}-${target}`),
      prepare: (source, target) => {
        if (self.health === 'lacks') return Promise.reject(new SubcamError('model-missing', `${name} has no model.`));
        return Promise.resolve(void self.prepared.push(`${source}-${target}`));
      },
      translate: async ({ text, sourceLanguage, targetLanguage }, signal): Promise<TranslateResult> => {
        self.asked.push(text);
        if (self.health === 'fails') throw new SubcamError('engine-unavailable', `${name} is away.`, { retryable: true });
        if (self.health === 'lacks') throw new SubcamError('model-missing', `${name} has no model.`);
        if (self.health === 'refuses') throw new SubcamError('bad-request', 'This text is too long.');
        if (self.health === 'overloaded') throw new SubcamError('overloaded', `${name} has more to do than it can.`, { retryable: true });
        if (self.health === 'hangs') {
          await new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => reject(new SubcamError('aborted', 'Given up.')), { once: true });
          });
        }
        const sure = self.sure === null ? {} : { sureLength: self.sure.length };
        return { text: `${text}|${sourceLanguage}-${targetLanguage}`, confidence: null, engine: self.translator.info, ...sure };
      },
      close: () => Promise.resolve(void (self.isClosed = true)),
    },
  };
  return self;
}

/** Two engines as one, of which Spanish goes through Portuguese by both. */
export function openRoutedRig(over: Pick<RoutedOptions, 'leftAloneMs'> = {}) {
  const clock = createVirtualClock();
  const bergamot = scriptedEngine('bergamot', ['en-pt', 'pt-en']);
  const apertium = scriptedEngine('apertium', ['en-pt', 'en-es', 'pt-es']);
  const told: RouteInUse[] = [];
  const figures = { testSet: 'lines', p50Ms: 1, memoryMb: 1 };
  const translator: RoutedTranslator = createRoutedTranslator({
    members: () => [bergamot, apertium],
    measured: [
      { route: 'apertium', sourceLanguage: 'en', targetLanguage: 'es', via: null, models: [null], ...figures, chrf2: 58 },
      { route: 'bergamot+apertium', sourceLanguage: 'en', targetLanguage: 'es', via: 'pt', models: [null, null], ...figures, chrf2: 65 },
    ],
    budgetMs: () => 1_500,
    ...over,
    clock,
    onChange: (route) => told.push(route),
  });
  const translate = (text: string, targetLanguage = 'pt', signal = new AbortController().signal): Promise<TranslateResult> =>
    translator.translate({ text, sourceLanguage: 'en', targetLanguage, purpose: 'final' }, signal);
  return { clock, bergamot, apertium, told, translator, translate };
}
