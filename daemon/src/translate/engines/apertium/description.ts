// Apertium, a program of this machine: what it is, what it needs, how it is opened.
import { SubcamError, type TranslatorDescription } from '@subcam/shared';
import * as z from 'zod';
import { findProgram } from '../../../lib/programs.ts';
import { APERTIUM_MODES_DIRS, findApertiumMode, readDirections } from './apertium-directions.ts';

const settings = z.object({
  timeoutMs: z.int().min(100).max(600_000).default(5_000).meta({
    description: 'From handing Apertium a text to its answer, its start included: a thousand times what a sentence takes',
  }),
});

export const apertium: TranslatorDescription<typeof settings> = {
  kind: 'translator',
  name: 'apertium',
  title: 'Apertium (basic, offline)',
  licence: 'GPL-2.0 or later (a program of its own)',
  settings,
  isRepeatable: () => true,
  byDefault: true,
  models: [],
  sdks: [],
  fence: ['names', 'times', 'codes', 'addresses', 'measures'],
  pairs: () => readDirections(APERTIUM_MODES_DIRS),
  usualPairs: [
    { sourceLanguage: 'en', targetLanguage: 'es' },
    { sourceLanguage: 'es', targetLanguage: 'en' },
  ],
  modelsFor: () => [],
  programsFor: () => [
    {
      name: 'apertium',
      usedFor: 'translation on this machine (basic, offline)',
      debianPackages: ['apertium'],
      otherwise: 'install Apertium 3.8 or newer and put it on the PATH',
      find: (env) => findProgram('apertium', env),
    },
    {
      name: 'apertium-eng-spa',
      usedFor: 'the language pair English to Spanish',
      debianPackages: ['apertium-eng-spa'],
      otherwise: 'install Apertium’s language pair eng-spa',
      find: () => findApertiumMode('eng-spa'),
    },
    {
      name: 'apertium-es-pt',
      usedFor: 'the language pair Portuguese and Spanish: English to Spanish is better by way of Portuguese',
      debianPackages: ['apertium-es-pt'],
      otherwise: 'install Apertium’s language pair es-pt',
      find: () => findApertiumMode('pt-es'),
    },
  ],
  leavesMachine: () => false,
  open: async ({ timeoutMs }, { env, clock }) => {
    if ((await findProgram('apertium', env)) === null) {
      throw new SubcamError(
        'program-missing',
        'Apertium, which translates on this machine, is not installed: run `npm run setup`, or `apt-get install apertium apertium-eng-spa`.',
      );
    }
    const { createApertiumTranslator } = await import('./apertium-translator.ts');
    return createApertiumTranslator({ requestTimeoutMs: timeoutMs, clock });
  },
  openBare: async (_settings, { clock }) => {
    const { createBareApertium } = await import('./bare-apertium.ts');
    return createBareApertium(clock);
  },
};
