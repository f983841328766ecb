// The lists of engines -> those in force, what they need, and the engines themselves: nobody else knows them by name.
import {
  SubcamError,
  type AnyEngineDescription,
  type EngineContext,
  type EngineInUse,
  type EngineInfo,
  type EngineKind,
  type EngineSet,
  type ModelEntry,
  type ProgramNeed,
  type Stt,
  type SttDescription,
  type Translator,
  type TranslatorDescription,
  type VadDescription,
  type VadFactory,
} from '@subcam/shared';
import { VAD_ENGINES } from './segment/index.ts';
import { STT_ENGINES } from './transcribe/index.ts';
import { fencedTranslator, TRANSLATOR_ENGINES } from './translate/index.ts';

export { STT_ENGINES, TRANSLATOR_ENGINES, VAD_ENGINES };

/** Every engine that there is. */
export const ENGINES: readonly AnyEngineDescription[] = [...VAD_ENGINES, ...STT_ENGINES, ...TRANSLATOR_ENGINES];

/** An engine by its name, with settings that its schema has parsed. */
export interface EngineChoice {
  readonly engine: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** What a configuration says of engines. */
export interface EngineChoices {
  readonly stt: EngineChoice;
  /** `none`: the daemon transcribes only. */
  readonly translator: EngineChoice;
  /** Settings of every engine, chosen or not, by its kind and name; what is left out is as it comes. */
  readonly engines?: Readonly<Partial<Record<EngineKind, Readonly<Record<string, EngineChoice['settings']>>>>>;
}

/** The first of each list, as it comes. */
export function defaultChoices(): EngineChoices {
  const first = ([engine]: readonly AnyEngineDescription[]): EngineChoice =>
    engine === undefined ? { engine: 'none', settings: {} } : { engine: engine.name, settings: engine.settings.parse({}) };
  return { stt: first(STT_ENGINES), translator: first(TRANSLATOR_ENGINES) };
}

/** A description with the settings under which it is to run. */
export interface ChosenEngine<Description extends AnyEngineDescription = AnyEngineDescription> {
  readonly description: Description;
  readonly settings: Record<string, unknown>;
}

export interface ChosenEngines {
  readonly vad: ChosenEngine<VadDescription>;
  readonly stt: ChosenEngine<SttDescription>;
  /** null: nothing is translated. */
  readonly translator: ChosenEngine<TranslatorDescription> | null;
}

/** The engines of a configuration. Throws `configuration` for a name that no list has. */
export function chooseEngines({ stt, translator, engines }: EngineChoices): ChosenEngines {
  const [vad] = VAD_ENGINES;
  if (vad === undefined) throw new SubcamError('internal', 'There is no engine that tells speech from silence.');
  return {
    vad: { description: vad, settings: configured(vad, engines) },
    stt: find(STT_ENGINES, stt),
    translator: translator.engine === 'none' ? null : find(TRANSLATOR_ENGINES, translator),
  };
}

function find<Description extends AnyEngineDescription>(
  list: readonly Description[],
  { engine, settings }: EngineChoice,
): ChosenEngine<Description> {
  const description = list.find(({ name }) => name === engine);
  if (description === undefined) {
    const names = list.map(({ name }) => name).join(', ');
    throw new SubcamError('configuration', `There is no engine "${engine}"; there is: ${names}.`);
  }
  return { description, settings: { ...settings } };
}

/** Every engine that there is, chosen or not, under the settings that it would run with. */
export function everyEngine({ engines }: Pick<EngineChoices, 'engines'>): readonly ChosenEngine[] {
  return ENGINES.map((description) => ({ description, settings: configured(description, engines) }));
}

function configured({ kind, name, settings }: AnyEngineDescription, engines: EngineChoices['engines']): Record<string, unknown> {
  return settings.parse(engines?.[kind]?.[name] ?? {});
}

/** In the order in which sound and words pass through them. */
export function listChosen({ vad, stt, translator }: ChosenEngines): readonly ChosenEngine[] {
  return translator === null ? [vad, stt] : [vad, stt, translator];
}

/** The models that have to be installed, each once. */
export function modelsNeeded(chosen: readonly ChosenEngine[]): readonly ModelEntry[] {
  return unique(chosen.flatMap(({ description, settings }) => description.modelsFor(settings)));
}

/** Every model that any engine can be run with, each once. */
export function allModels(): readonly ModelEntry[] {
  return unique(ENGINES.flatMap(({ models }) => models));
}

export function programsNeeded(chosen: readonly ChosenEngine[]): readonly ProgramNeed[] {
  return chosen.flatMap(({ description, settings }) => description.programsFor(settings));
}

function unique(models: readonly ModelEntry[]): readonly ModelEntry[] {
  return [...new Map(models.map((model) => [model.id, model])).values()];
}

function inUse({ description, settings }: ChosenEngine, info: EngineInfo): EngineInUse {
  return { ...info, title: description.title, leavesMachine: description.leavesMachine(settings) };
}

export interface OpenEngines extends AsyncDisposable {
  readonly vadFactory: VadFactory;
  readonly stt: Stt;
  readonly translator: Translator | null;
  /** What is in use, as is known now. */
  inUse(): EngineSet;
}

/** Opens all three, or none: what was opened before one fails, or before the signal fires, is closed again. Rejects as their `open` does. */
export async function openEngines({ vad, stt, translator }: ChosenEngines, context: EngineContext): Promise<OpenEngines> {
  await using opened = new AsyncDisposableStack();
  context.signal.throwIfAborted();
  const vadFactory = await vad.description.open(vad.settings, context);
  context.signal.throwIfAborted();
  const openStt = await stt.description.open(stt.settings, context);
  opened.defer(() => openStt.close());
  context.signal.throwIfAborted();
  const openTranslator = translator === null ? null : await translator.description.open(translator.settings, context);
  opened.defer(() => openTranslator?.close());
  context.signal.throwIfAborted();
  const running = opened.move();
  return {
    vadFactory,
    stt: openStt,
    translator:
      translator === null || openTranslator === null ? null : fencedTranslator(openTranslator, translator.description.fence ?? []),
    inUse: () => ({
      vad: inUse(vad, vadFactory.info),
      stt: inUse(stt, openStt.info),
      translator: translator === null || openTranslator === null ? null : inUse(translator, openTranslator.info),
    }),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
