// A translator as a newcomer would add it, for the test that proves that nothing else has to be touched: it shouts.
import { SubcamError, sameLanguage, type TranslatorDescription } from '@subcam/shared';
import * as z from 'zod';

const settings = z.object({
  end: z.string().default('!').meta({ description: 'What the toy ends a text with' }),
});

export const toy: TranslatorDescription<typeof settings> = {
  kind: 'translator',
  name: 'toy',
  title: 'Toy translator',
  licence: 'Apache-2.0',
  settings,
  models: [],
  sdks: [],
  pairs: () => [{ sourceLanguage: 'en', targetLanguage: 'es' }],
  modelsFor: () => [],
  programsFor: () => [],
  leavesMachine: () => true,
  open: ({ end }) => {
    const engine = { name: 'toy', model: 'loud' };
    return Promise.resolve({
      info: engine,
      supports: (from, to) => !sameLanguage(from, to),
      prepare: () => Promise.resolve(),
      translate: ({ text }, signal) => {
        if (signal.aborted) return Promise.reject(new SubcamError('aborted', 'The toy was stopped.', { cause: signal.reason }));
        return Promise.resolve({ text: text === '' ? '' : `${text.toUpperCase()}${end}`, confidence: null, engine });
      },
      close: () => Promise.resolve(),
    });
  },
};
