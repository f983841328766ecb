// Models directory -> the directions that Bergamot translates on this machine: models that were pulled, and those of the package.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { baseLanguage, SubcamError, type EngineLog, type LanguageCode } from '@subcam/shared';
import { inspectPulledModel, readPulledModels, type PulledModel } from '../../../lib/pulled-models.ts';
import { packagedDirections, type BergamotDirection, type BergamotPaths } from './bergamot-models.ts';
import { compareOffers } from './mozilla-records.ts';

/** The folder of pulled models within the models directory. */
export const BERGAMOT = 'bergamot';

/** What is on the disk, remembered until it is looked at again. */
export interface BergamotDirections {
  /** The best first: pulled before packaged, the newest before older ones. */
  readonly all: readonly BergamotDirection[];
  find(sourceLanguage: LanguageCode, targetLanguage: LanguageCode): BergamotDirection | null;
  /** Reads the models directory again: about a tenth of a millisecond a model. */
  look(): void;
  /** Reads every byte: about 20 ms. Rejects with `model-corrupt` or `model-missing`, and says what to do. */
  verify(direction: BergamotDirection): Promise<void>;
}

export function openBergamotDirections(modelsDir: string, log: EngineLog): BergamotDirections {
  let all: readonly BergamotDirection[] = [];
  const told = new Set<string>();
  const look = (): void => {
    const { models, unreadable } = readPulledModels(modelsDir, BERGAMOT);
    all = directionsOf(modelsDir, models);
    for (const { folder, problem } of unreadable) {
      if (!told.has(folder)) log.warn({ folder, problem }, 'A pulled model is left out: "subcam models verify" says how to mend it.');
      told.add(folder);
    }
  };
  look();
  return {
    get all() {
      return all;
    },
    find: (sourceLanguage, targetLanguage) => findDirection(all, sourceLanguage, targetLanguage),
    look,
    verify: verifyDirection,
  };
}

/** Those that are there now; see `all`. Throws `storage` for a folder that can't be read. */
export function readBergamotDirections(modelsDir: string): readonly BergamotDirection[] {
  return directionsOf(modelsDir, readPulledModels(modelsDir, BERGAMOT).models);
}

/** Whether there are pulled models, and no file of the package's. Throws `storage` for a folder that can't be read. */
export function hasOnlyPulled(modelsDir: string): boolean {
  const files = packagedDirections(modelsDir).flatMap(({ paths: { model, shortlist, vocabularies } }) => [
    model,
    shortlist,
    ...vocabularies,
  ]);
  return files.every((file) => file === null || !existsSync(file)) && readPulledModels(modelsDir, BERGAMOT).models.length > 0;
}

function directionsOf(modelsDir: string, models: readonly PulledModel[]): readonly BergamotDirection[] {
  const pulled = models.toSorted((a, b) => -compareInstalled(a, b)).map(directionOf);
  return [...pulled, ...packagedDirections(modelsDir).filter(({ paths }) => existsSync(paths.model))];
}

/** Of one version, the larger architecture: somebody asked for it. */
function compareInstalled({ manifest: a }: PulledModel, { manifest: b }: PulledModel): number {
  return a.version === b.version ? -compareOffers(a, b) : compareOffers(a, b);
}

function directionOf(pulled: PulledModel): BergamotDirection {
  const { sourceLanguage, targetLanguage, version, architecture, files } = pulled.manifest;
  const names = new Set(files.map(({ name }) => name));
  const at = (name: string): string => path.join(pulled.folder, name);
  const both = ['source-vocabulary.spm', 'target-vocabulary.spm'];
  const paths: BergamotPaths = {
    model: at('model.bin'),
    shortlist: names.has('shortlist.bin') ? at('shortlist.bin') : null,
    vocabularies: both.every((name) => names.has(name)) ? both.map(at) : [at('vocabulary.spm')],
  };
  return { id: `${sourceLanguage}-${targetLanguage}-${version}-${architecture}`, sourceLanguage, targetLanguage, paths, pulled };
}

/** The same codes where there are; else the same languages in a script that is not another's (`pt` for `pt-BR`, not `zh-Hans` for `zh-Hant`). */
export function findDirection(
  directions: readonly BergamotDirection[],
  sourceLanguage: LanguageCode,
  targetLanguage: LanguageCode,
): BergamotDirection | null {
  return (
    directions.find((one) => one.sourceLanguage === sourceLanguage && one.targetLanguage === targetLanguage) ??
    directions.find((one) => mayStandFor(one.sourceLanguage, sourceLanguage) && mayStandFor(one.targetLanguage, targetLanguage)) ??
    null
  );
}

/** ISO 15924: four letters. */
const SCRIPT = /-([A-Za-z]{4})(?:-|$)/;

function mayStandFor(code: LanguageCode, wanted: LanguageCode): boolean {
  const [script, wantedScript] = [SCRIPT.exec(code)?.[1], SCRIPT.exec(wanted)?.[1]];
  const sameScript = script === undefined || wantedScript === undefined || script.toLowerCase() === wantedScript.toLowerCase();
  return sameScript && baseLanguage(code) === baseLanguage(wanted);
}

/** The package's are verified when the daemon starts, as the models of all engines are. */
async function verifyDirection({ pulled }: BergamotDirection): Promise<void> {
  if (pulled === null) return;
  const wrong = (await inspectPulledModel(pulled)).filter(({ status }) => status !== 'ok');
  if (wrong.length === 0) return;
  const { id, pulledWith } = pulled.manifest;
  const isCorrupt = wrong.some(({ status }) => status === 'corrupt');
  throw new SubcamError(
    isCorrupt ? 'model-corrupt' : 'model-missing',
    `The model ${id} ${isCorrupt ? 'is damaged' : 'is not whole'} (${wrong.map(({ name }) => name).join(', ')}), so that it is not used: "subcam models pull ${pulledWith}" fetches it again, "subcam models rm ${id}" does without it.`,
  );
}
