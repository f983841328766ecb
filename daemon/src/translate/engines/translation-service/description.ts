// The translation service of the contract: what it is, its settings, how it is opened.
import type { TranslatorDescription } from '@subcam/shared';
import * as z from 'zod';
import { serviceSettings } from '../../../lib/service-settings.ts';
import { paceOf } from '../../pace/pace-settings.ts';
import { AS_A_SERVICE, checkService, serviceTranslatorSettings } from '../../service-at-start.ts';

const TITLE = 'translation service';

const settings = z.object({
  ...serviceSettings({
    title: TITLE,
    url: 'http://127.0.0.1:5003',
    timeoutMs: 10_000,
    timeoutReason: 'a translation that comes later is of no use under a speaker',
    variable: 'SUBCAM_TRANSLATION_URL',
    flag: 'translation-url',
  }),
  ...serviceTranslatorSettings(TITLE),
  model: z.string().min(1).nullable().default(null).meta({
    description: 'The service’s name of a model; null: the service chooses',
    variable: 'SUBCAM_TRANSLATION_MODEL',
  }),
  quality: z.string().min(1).nullable().default(null).meta({
    description: 'The service’s name of a quality, such as fast or balanced; null: the service chooses',
  }),
  gatherMs: z.int().min(0).max(1_000).default(5).meta({
    description:
      'Milliseconds that a text waits for its other target languages, so that one request (/api/translate/multi) is made for all of them; 0: each goes alone',
  }),
});

export const translationService: TranslatorDescription<typeof settings> = {
  ...AS_A_SERVICE,
  name: 'translation-service',
  title: 'Translation service',
  settings,
  fence: ['codes', 'addresses', 'scripts', 'emoji'],
  terms: 'inline',
  isRepeatable: ({ repeatable }) => repeatable,
  pace: (given) => ({ ...paceOf(given), gatherMs: given.gatherMs }),
  examine: async (given, { clock, signal }) => {
    const { examineTranslationService } = await import('./translation-service-translator.ts');
    return (await examineTranslationService({ ...given, clock }, signal)).report;
  },
  open: async ({ repeatable: _repeatable, ...given }, { clock, log, signal }) => {
    const { createTranslationServiceTranslator, examineTranslationService } = await import('./translation-service-translator.ts');
    const { report, languages } = await examineTranslationService({ ...given, clock }, signal);
    checkService(report, { engine: 'translation-service', log });
    return createTranslationServiceTranslator({ ...given, languages, clock });
  },
};
