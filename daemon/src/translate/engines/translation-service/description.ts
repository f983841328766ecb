// The translation service of the contract: what it is, its settings, how it is opened.
import type { TranslatorDescription } from '@subcam/shared';
import * as z from 'zod';
import { isLoopbackUrl } from '../../../lib/loopback.ts';

const settings = z.object({
  url: z
    .url({ protocol: /^https?$/, error: 'must be an address such as http://127.0.0.1:5003' })
    .default('http://127.0.0.1:5003')
    .meta({
      description: 'Address of the translation service; a path before the endpoints is kept',
      variable: 'SUBCAM_TRANSLATION_URL',
      flag: 'translation-url',
    }),
  timeoutMs: z.int().min(100).max(600_000).default(10_000).meta({ description: 'From sending a text to the last byte of the answer' }),
});

export const translationService: TranslatorDescription<typeof settings> = {
  kind: 'translator',
  name: 'translation-service',
  title: 'Translation service',
  licence: 'of the service',
  settings,
  models: [],
  sdks: [],
  pairs: () => 'any',
  modelsFor: () => [],
  programsFor: () => [],
  leavesMachine: ({ url }) => !isLoopbackUrl(url),
  open: async ({ url, timeoutMs }) => {
    const { createTranslationServiceTranslator } = await import('./translation-service-translator.ts');
    return createTranslationServiceTranslator({ baseUrl: url, requestTimeoutMs: timeoutMs });
  },
};
