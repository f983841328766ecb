// The translators that there are: a new one is a folder here and a line in this list.
import type { TranslatorDescription } from '@subcam/shared';
import { apertium } from './apertium/description.ts';
import { bergamot } from './bergamot/description.ts';
import { libreTranslate } from './libretranslate/description.ts';
import { openAiMt } from './openai-mt/description.ts';
import { triton } from './triton/description.ts';
import { translationService } from './translation-service/description.ts';

/** In the order in which they are asked, unless the configuration has another. */
export const TRANSLATOR_ENGINES: readonly TranslatorDescription[] = [
  bergamot,
  apertium,
  translationService,
  libreTranslate,
  openAiMt,
  triton,
];
