// Bergamot, in worker threads of the daemon: what it is, which models it needs, how it is opened.
import { SubcamError, toSubcamError, type EngineLog, type TranslatorDescription } from '@subcam/shared';
import * as z from 'zod';
import { bergamotCatalogue, catalogueSettings } from './bergamot-catalogue.ts';
import { BERGAMOT, hasOnlyPulled, openBergamotDirections, readBergamotDirections, type BergamotDirections } from './bergamot-directions.ts';
import { BERGAMOT_TINY_EN_PT } from './bergamot-models.ts';
import { DEFAULT_SURE_PROBABILITY } from './bergamot-sureness.ts';

const settings = z.object({
  workers: z.int().min(1).max(16).default(1).meta({
    description: 'Threads that translate at once; each holds its own models: about 300 MB for one direction, 420 MB for two',
    flag: 'bergamot-workers',
  }),
  idleMinutes: z.number().min(0.1).max(1_440).default(10).meta({
    description: 'Models that nobody has used for so long are let go',
  }),
  timeoutMs: z.int().min(1_000).max(600_000).default(10_000).meta({
    description:
      'From handing a thread texts to its answer, the loading of a model included; one that takes longer is ended and started anew',
  }),
  sureProbability: z.number().min(0).max(1).default(DEFAULT_SURE_PROBABILITY).meta({
    description:
      'While a sentence is spoken, words of its translation are shown from this probability on, 0–1: with more, fewer change and all stand later',
  }),
  ...catalogueSettings,
});

export const bergamot: TranslatorDescription<typeof settings> = {
  kind: 'translator',
  name: BERGAMOT,
  title: 'Bergamot (neural, on this machine)',
  licence: 'MPL-2.0',
  settings,
  isRepeatable: () => true,
  byDefault: true,
  models: [BERGAMOT_TINY_EN_PT],
  sdks: [],
  fence: ['codes', 'addresses', 'scripts', 'emoji'],
  terms: 'inline',
  catalogue: bergamotCatalogue,
  pairs: (_settings, { modelsDir }) =>
    readBergamotDirections(modelsDir).map(({ id, sourceLanguage, targetLanguage, pulled }) => ({
      sourceLanguage,
      targetLanguage,
      model: id,
      ...(pulled?.manifest.measured === undefined ? {} : { measured: pulled.manifest.measured }),
    })),
  usualPairs: bergamotCatalogue.packaged,
  // Whoever has pulled models and never installed the package's does without those.
  modelsFor: (_settings, place) => (place !== undefined && hasOnlyPulled(place.modelsDir) ? [] : [BERGAMOT_TINY_EN_PT]),
  checksModels: true,
  programsFor: () => [],
  leavesMachine: () => false,
  open: async ({ workers, idleMinutes, timeoutMs, sureProbability }, { modelsDir, clock, log }) => {
    const directions = openBergamotDirections(modelsDir, log);
    if (directions.all.length === 0) {
      throw new SubcamError(
        'model-missing',
        `Bergamot has no model in ${modelsDir}: run "subcam models install ${BERGAMOT}", or "subcam models pull" with a pair of languages such as en-de.`,
      );
    }
    await tellDamaged(directions, log);
    const { createBergamotTranslator } = await import('./bergamot-translator.ts');
    return createBergamotTranslator({ directions, workers, idleMs: idleMinutes * 60_000, timeoutMs, sureProbability, clock });
  },
  openBare: async (_settings, { modelsDir, log }) => {
    const { createBareBergamot } = await import('./bare-bergamot.ts');
    return createBareBergamot(openBergamotDirections(modelsDir, log));
  },
};

/** Of the package's directions, each is looked at by itself. Rejects with what is wrong where nothing is left. */
async function tellDamaged(directions: BergamotDirections, log: EngineLog): Promise<void> {
  const problems: SubcamError[] = [];
  for (const direction of directions.all.filter(({ pulled }) => pulled === null))
    await directions.verify(direction).catch((error: unknown) => problems.push(toSubcamError(error, 'engine-failed')));
  const [first] = problems;
  if (first !== undefined && problems.length === directions.all.length) throw first;
  for (const { code, message } of problems)
    log.error({ engine: BERGAMOT, code, reason: message }, 'A direction can’t be translated; the others of this translator can.');
}
