// The translation service of the contract: what it is, its settings, how it is opened.
import type { TranslatorDescription } from '@subcam/shared';
import * as z from 'zod';
import { hostOf, isLoopbackUrl } from '../../../lib/loopback.ts';
import { serviceSettings } from '../../../lib/service-settings.ts';
import { paceOf, paceSettings } from '../../pace/pace-settings.ts';

const settings = z.object({
  ...serviceSettings({
    title: 'translation service',
    url: 'http://127.0.0.1:5003',
    timeoutMs: 10_000,
    timeoutReason: 'a translation that comes later is of no use under a speaker',
    variable: 'SUBCAM_TRANSLATION_URL',
    flag: 'translation-url',
  }),
  ...paceSettings('translation service'),
  repeatable: z.boolean().default(false).meta({
    description: 'Whether the same text always has the same translation, so that it may be remembered instead of asked for again',
  }),
  maxTextLength: z.int().min(100).max(1_000_000).default(10_000).meta({
    description: 'Characters of a text that is sent to the translation service; a longer one, about ten minutes of speech, is refused',
  }),
});

export const translationService: TranslatorDescription<typeof settings> = {
  kind: 'translator',
  name: 'translation-service',
  title: 'Translation service',
  licence: 'of the service',
  settings,
  models: [],
  sdks: [],
  fence: ['codes', 'addresses', 'scripts', 'emoji'],
  terms: 'inline',
  isRepeatable: ({ repeatable }) => repeatable,
  pairs: () => 'any',
  pace: paceOf,
  modelsFor: () => [],
  programsFor: () => [],
  leavesMachine: ({ url }) => !isLoopbackUrl(url),
  sendsTo: ({ url }) => hostOf(url),
  open: async ({ repeatable: _repeatable, ...given }, { clock }) => {
    const { createTranslationServiceTranslator } = await import('./translation-service-translator.ts');
    return createTranslationServiceTranslator({ ...given, clock });
  },
};
