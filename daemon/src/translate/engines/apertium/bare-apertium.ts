// Apertium alone, for comparison: a text is escaped as its stream format demands, and nothing is mended before or after.
import { SubcamError, type BareTranslator, type Clock } from '@subcam/shared';
import { APERTIUM_MODES_DIRS, findDirections } from './apertium-directions.ts';
import { openApertiumPipe, type ApertiumPipe } from './apertium-pipe.ts';
import { fromStream, toStream } from './apertium-text.ts';

/** No language's own rules for the stream. */
const UNDETERMINED = 'und';

/** One pipe for each direction, started when first asked. Throws `program-missing` when no language pair is installed. */
export function createBareApertium(clock: Clock): BareTranslator {
  const directions = findDirections(APERTIUM_MODES_DIRS);
  const pipes = new Map<string, ApertiumPipe>();
  return {
    translate: async (text, { sourceLanguage, targetLanguage }) => {
      const direction = directions.find(sourceLanguage, targetLanguage);
      if (direction === null)
        throw new SubcamError('bad-request', `Apertium on this machine has no ${sourceLanguage} to ${targetLanguage}.`);
      const pipe = pipes.get(direction.mode) ?? (await openApertiumPipe(direction, clock));
      pipes.set(direction.mode, pipe);
      const stream = toStream(text.replaceAll('\0', ' '), UNDETERMINED);
      return fromStream(await pipe.translate((await pipe.analyse(stream)) ?? stream));
    },
    close: async () => {
      await Promise.all([...pipes.values()].map((pipe) => pipe.close()));
    },
  };
}
