// Models directory -> the directions that Bergamot translates on this machine: models that were pulled, and those of the package.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { baseLanguage, SubcamError, type EngineLog, type InstalledModel, type LanguageCode } from '@subcam/shared';
import { inspectPulledModel, readPulledModels, type PulledModel } from '../../../lib/pulled-models.ts';
import { inspectPackaged, packagedDirections, type BergamotDirection, type BergamotPaths } from './bergamot-models.ts';
import { compareOffers } from './mozilla-records.ts';

/** The folder of pulled models within the models directory. */
export const BERGAMOT = 'bergamot';

/** What is on the disk, remembered until it is looked at again. */
export interface BergamotDirections {
  /** The best first: pulled before packaged, the newest before older ones. */
  readonly all: readonly BergamotDirection[];
  /** The best that `isSkipped` does not say; without it, that is not left out. */
  find(
    sourceLanguage: LanguageCode,
    targetLanguage: LanguageCode,
    isSkipped?: (direction: BergamotDirection) => boolean,
  ): BergamotDirection | null;
  /** Why a direction that is there is left out; null: it is not. */
  problemOf(direction: BergamotDirection): SubcamError | null;
  /** The runtime can't load it: it is left out, which is told once, until its files are others or it is taken in. */
  leaveOut(direction: BergamotDirection): void;
  takeIn(direction: BergamotDirection): void;
  /** Reads the models directory again: about a tenth of a millisecond a model. */
  look(): void;
  /** Reads every byte: about 20 ms. Rejects with `model-corrupt` or `model-missing`, and says what to do. */
  verify(direction: BergamotDirection): Promise<void>;
}

export function openBergamotDirections(modelsDir: string, log: EngineLog): BergamotDirections {
  let all: readonly BergamotDirection[] = [];
  const told = new Set<string>();
  const problems = new Map<string, SubcamError>();
  const problemOf = (direction: BergamotDirection): SubcamError | null =>
    problems.size === 0 ? null : (problems.get(modelKey(direction)) ?? null);
  const isLeftOut = (direction: BergamotDirection): boolean => problemOf(direction) !== null;
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
    find: (sourceLanguage, targetLanguage, isSkipped = isLeftOut) =>
      findDirection(
        all.filter((one) => !isSkipped(one)),
        sourceLanguage,
        targetLanguage,
      ),
    problemOf,
    leaveOut: (direction) => {
      const key = modelKey(direction);
      if (problems.has(key)) return;
      const problem = cannotBeLoaded(direction, all);
      problems.set(key, problem);
      log.error({ model: direction.id, reason: problem.message }, 'A model can’t be loaded, so that it is left out.');
    },
    takeIn: (direction) => void problems.delete(modelKey(direction)),
    look,
    verify: verifyDirection,
  };
}

/** Another for other files under the same name. */
export function modelKey({ id, pulled }: BergamotDirection): string {
  return [id, ...(pulled?.manifest.files ?? []).map(({ name, sha256 }) => `${name} ${sha256}`)].join('\n');
}

function cannotBeLoaded(
  { id, paths, pulled, sourceLanguage, targetLanguage }: BergamotDirection,
  all: readonly BergamotDirection[],
): SubcamError {
  const ofPair = all.filter((one) => one.pulled !== null && one.sourceLanguage === sourceLanguage && one.targetLanguage === targetLanguage);
  // By their pair, all that were pulled for it are removed.
  const named = ofPair.length > 1 && pulled !== null ? pulled.manifest.id : `${sourceLanguage}-${targetLanguage}`;
  return new SubcamError(
    'engine-failed',
    `The model ${id} in ${path.dirname(paths.model)} can't be loaded, so that it is left out: "subcam models rm ${named}" removes it.`,
  );
}

/** Those that are there now; see `all`. Throws `storage` for a folder that can't be read. */
export function readBergamotDirections(modelsDir: string): readonly BergamotDirection[] {
  return directionsOf(modelsDir, readPulledModels(modelsDir, BERGAMOT).models);
}

/** Whether there are pulled models, and no file of the package's. Throws `storage` for a folder that can't be read. */
export function hasOnlyPulled(modelsDir: string): boolean {
  return !hasPackaged(modelsDir) && readPulledModels(modelsDir, BERGAMOT).models.length > 0;
}

/** Whether any file of the package is there. */
function hasPackaged(modelsDir: string): boolean {
  const files = packagedDirections(modelsDir).flatMap(({ paths: { model, shortlist, vocabularies } }) => [
    model,
    shortlist,
    ...vocabularies,
  ]);
  return files.some((file) => file !== null && existsSync(file));
}

function directionsOf(modelsDir: string, models: readonly PulledModel[]): readonly BergamotDirection[] {
  const pulled = models.toSorted((a, b) => -compareInstalled(a, b)).map(directionOf);
  // Where a part of the package is missing, that is told of what it is a part of.
  return hasPackaged(modelsDir) ? [...pulled, ...packagedDirections(modelsDir)] : pulled;
}

/** Of one version, the larger architecture: somebody asked for it. */
function compareInstalled({ manifest: a }: PulledModel, { manifest: b }: PulledModel): number {
  return a.version === b.version ? -compareOffers(a, b) : compareOffers(a, b);
}

function directionOf(pulled: PulledModel): BergamotDirection {
  const { manifest, folder } = pulled;
  return { ...installedDirection({ ...manifest, folder }), pulled };
}

/** Of a model whose files lie in a folder under the names that they have once they are installed. */
export function installedDirection(model: InstalledModel): Omit<BergamotDirection, 'pulled'> {
  const { sourceLanguage, targetLanguage, version, architecture, files, folder } = model;
  const names = new Set(files.map(({ name }) => name));
  const at = (name: string): string => path.join(folder, name);
  const both = ['source-vocabulary.spm', 'target-vocabulary.spm'];
  const paths: BergamotPaths = {
    model: at('model.bin'),
    shortlist: names.has('shortlist.bin') ? at('shortlist.bin') : null,
    vocabularies: both.every((name) => names.has(name)) ? both.map(at) : [at('vocabulary.spm')],
  };
  return { id: `${sourceLanguage}-${targetLanguage}-${version}-${architecture}`, sourceLanguage, targetLanguage, paths };
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

async function verifyDirection(direction: BergamotDirection): Promise<void> {
  const { pulled } = direction;
  const states = await (pulled === null ? inspectPackaged(direction) : inspectPulledModel(pulled));
  const wrong = states.filter(({ status }) => status !== 'ok');
  if (wrong.length === 0) return;
  const id = pulled?.manifest.id ?? direction.id;
  const mend =
    pulled === null
      ? `"subcam models install ${BERGAMOT}" fetches it again`
      : `"subcam models pull ${pulled.manifest.pulledWith}" fetches it again, "subcam models rm ${id}" does without it`;
  const isCorrupt = wrong.some(({ status }) => status === 'corrupt');
  throw new SubcamError(
    isCorrupt ? 'model-corrupt' : 'model-missing',
    `The model ${id} ${isCorrupt ? 'is damaged' : 'is not whole'} (${wrong.map(({ name }) => name).join(', ')}), so that it is not used: ${mend}.`,
  );
}
