// Where models of further pairs are published for Bergamot, and how Mozilla's list of them is read.
import { systemClock, type ModelCatalogue } from '@subcam/shared';
import * as z from 'zod';
import { installedDirection } from './bergamot-directions.ts';
import { BERGAMOT_TINY_EN_PT } from './bergamot-models.ts';
import { compareOffers, INSTALLED_NAMES, MOZILLA_ARCHITECTURES, MOZILLA_LICENCE, readMozillaRecords } from './mozilla-records.ts';

const LIST_PATH = 'v1/buckets/main/collections/translations-models-v2/records';

/** For loading a model from a slow disk, beside other work. */
const TRIAL_MS = 30_000;

const address = (fallback: string) => z.url({ protocol: /^https?$/, error: `must be an address such as ${fallback}` }).default(fallback);

/** Keys for the engine's settings. */
export const catalogueSettings = {
  registryUrl: address(`https://firefox.settings.services.mozilla.com/${LIST_PATH}`).meta({
    description: 'Address of the list of models that "subcam models pull" takes from: Mozilla’s, or a mirror of it',
  }),
  attachmentsUrl: address('https://firefox-settings-attachments.cdn.mozilla.net/').meta({
    description: 'Address below which the files of that list lie',
  }),
};

/** How files of a model are called where they are published, by the names of those that are installed. */
const PUBLISHED_NAMES: Readonly<Record<string, RegExp>> = {
  model: /^model(?:\.[\w-]+)*\.bin$/,
  lex: /^(?:lex|shortlist)(?:\.[\w-]+)*\.bin$/,
  vocab: /^vocab(?:ulary)?(?:\.[\w-]+)?\.spm$/,
  srcvocab: /^(?:srcvocab|source-vocabulary)(?:\.[\w-]+)?\.spm$/,
  trgvocab: /^(?:trgvocab|target-vocabulary)(?:\.[\w-]+)?\.spm$/,
};

export const bergamotCatalogue: ModelCatalogue<z.ZodObject<typeof catalogueSettings>> = {
  licence: MOZILLA_LICENCE,
  packaged: [
    { sourceLanguage: 'en', targetLanguage: 'pt', model: BERGAMOT_TINY_EN_PT },
    { sourceLanguage: 'pt', targetLanguage: 'en', model: BERGAMOT_TINY_EN_PT },
  ],
  architectures: MOZILLA_ARCHITECTURES,
  addresses: ({ registryUrl, attachmentsUrl }) => ({ list: registryUrl, files: attachmentsUrl }),
  listPaths: ['records.json', 'records', LIST_PATH, `${LIST_PATH}.json`],
  read: readMozillaRecords,
  recognise: recogniseFiles,
  tryModel: async (model, signal) => {
    const { tryDirection } = await import('./bergamot-trial.ts');
    return (await tryDirection(installedDirection(model), { timeoutMs: TRIAL_MS, clock: systemClock, signal })).reason;
  },
  compare: compareOffers,
};

function recogniseFiles(names: readonly string[]): ReadonlyMap<string, string> | null {
  const found = new Map<string, string>();
  for (const [type, pattern] of Object.entries(PUBLISHED_NAMES)) {
    const matching = names.filter((name) => pattern.test(name));
    const installed = INSTALLED_NAMES[type];
    if (matching.length > 1) return null;
    if (matching[0] !== undefined && installed !== undefined) found.set(matching[0], installed);
  }
  const installed = new Set(found.values());
  const hasVocabulary =
    installed.has('vocabulary.spm') || (installed.has('source-vocabulary.spm') && installed.has('target-vocabulary.spm'));
  return installed.has('model.bin') && hasVocabulary ? found : null;
}
