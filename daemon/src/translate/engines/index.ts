// The translators that there are: a new one is a folder here and a line in this list.
import type { TranslatorDescription } from '@subcam/shared';
import { apertium } from './apertium/description.ts';
import { translationService } from './translation-service/description.ts';

/** The first is the default. */
export const TRANSLATOR_ENGINES: readonly TranslatorDescription[] = [apertium, translationService];
