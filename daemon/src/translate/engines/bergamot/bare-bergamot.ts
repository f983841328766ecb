// Bergamot alone, for comparison: its runtime in this thread, given each text as it is.
import { SubcamError, type BareTranslator } from '@subcam/shared';
import type { BergamotDirections } from './bergamot-directions.ts';
import { readModelBytes } from './bergamot-models.ts';
import { openBergamotRuntime, type BergamotModel } from './bergamot-runtime.ts';

/** Models are loaded when they are first asked for, unchecked. Blocks its thread while it translates. */
export async function createBareBergamot(directions: BergamotDirections): Promise<BareTranslator> {
  const runtime = await openBergamotRuntime();
  const models = new Map<string, BergamotModel>();
  return {
    translate: async (text, { sourceLanguage, targetLanguage }) => {
      const direction = directions.find(sourceLanguage, targetLanguage);
      if (direction === null)
        throw new SubcamError('bad-request', `Bergamot has no model for ${sourceLanguage} to ${targetLanguage} on this machine.`);
      const model = models.get(direction.id) ?? runtime.load(await readModelBytes(direction.paths));
      models.set(direction.id, model);
      return model.translate(text);
    },
    close: () => {
      for (const model of models.values()) model.free();
      models.clear();
      return Promise.resolve();
    },
  };
}
