// LibreTranslate: what it is, its settings, how it is opened.
import type { TranslatorDescription } from '@subcam/shared';
import * as z from 'zod';
import { warnOfOpenKey } from '../../../lib/open-key.ts';
import { keySetting, serviceSettings } from '../../../lib/service-settings.ts';
import { paceOf } from '../../pace/pace-settings.ts';
import { AS_A_SERVICE, checkService, serviceTranslatorSettings } from '../../service-at-start.ts';

const TITLE = 'LibreTranslate server';

const settings = z.object({
  ...serviceSettings({
    title: TITLE,
    url: 'http://127.0.0.1:5000',
    timeoutMs: 10_000,
    timeoutReason: 'a translation that comes later is of no use under a speaker',
    variable: 'SUBCAM_LIBRETRANSLATE_URL',
    flag: 'libretranslate-url',
  }),
  ...serviceTranslatorSettings(TITLE),
  apiKey: keySetting({ sent: `to the ${TITLE} with each request`, variable: 'SUBCAM_LIBRETRANSLATE_API_KEY' }),
});

export const libreTranslate: TranslatorDescription<typeof settings> = {
  ...AS_A_SERVICE,
  name: 'libretranslate',
  title: 'LibreTranslate',
  settings,
  fence: ['codes', 'addresses', 'scripts', 'emoji'],
  terms: 'inline',
  isRepeatable: ({ repeatable }) => repeatable,
  pace: paceOf,
  examine: async (given, { clock, signal }) => {
    const { examineLibreTranslate } = await import('./libretranslate-translator.ts');
    return (await examineLibreTranslate({ ...given, clock }, signal)).report;
  },
  open: async ({ repeatable: _repeatable, ...given }, { clock, log, signal }) => {
    const { createLibreTranslateTranslator, examineLibreTranslate } = await import('./libretranslate-translator.ts');
    warnOfOpenKey({ engine: 'libretranslate', ...given, log });
    const { report, languages } = await examineLibreTranslate({ ...given, clock }, signal);
    checkService(report, { engine: 'libretranslate', log });
    return createLibreTranslateTranslator({ ...given, languages, clock });
  },
};
