// The lists of engines -> those in force, what they need, and the engines themselves: nobody else knows them by name.
import {
  SubcamError,
  type AnyEngineDescription,
  type EngineContext,
  type EngineInUse,
  type EngineInfo,
  type EngineKind,
  type EngineSet,
  type LanguagePair,
  type ModelDirection,
  type ModelEntry,
  type ProgramNeed,
  type Stt,
  type SttDescription,
  type TranslationRoute,
  type TranslatorDescription,
  type VadDescription,
  type VadFactory,
} from '@subcam/shared';
import { beginOpening, type Opening } from './lib/opening.ts';
import { VAD_ENGINES } from './segment/index.ts';
import type { Log } from './telemetry/index.ts';
import { atTwoSpeeds, measuredStt, STT_ENGINES } from './transcribe/index.ts';
import {
  DEFAULT_AUTO_SETTINGS,
  MEASURED_ROUTES,
  figuresOfRoutes,
  openAutoChain,
  openTranslators,
  routesBetween,
  TRANSLATOR_ENGINES,
  type AutoSettings,
  type ChainMember,
  type Edge,
  type LeftOut,
  type OpenOptions,
  type PartialSettings,
  type Route,
  type RouteFigures,
  type RoutedTranslator,
  type RouteInUse,
} from './translate/index.ts';

export { openTranslators };
export { STT_ENGINES, TRANSLATOR_ENGINES, VAD_ENGINES };
export { ANOTHER_LANGUAGE_BELOW, DEFAULT_TWO_SPEEDS, PARTIALS_OTHERWISE, type TwoSpeedSettings } from './transcribe/index.ts';
export type { AutoSettings, PartialSettings };
export { DEFAULT_AUTO_SETTINGS };
export { DEFAULT_PARTIAL_SETTINGS, PARTIAL_POLICY_NAMES, STABLE_UNITS } from './translate/index.ts';

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
  /** What reads what is still being said in place of `stt`; left out, null or the same engine: `stt` does. */
  readonly sttPartials?: EngineChoice | null;
  /** In the order in which they are asked; none: the daemon transcribes only. */
  readonly translators: readonly EngineChoice[];
  /** Whether the daemon itself takes of `translators` those that do well, in an order of its own; left out: no. */
  readonly picksTranslators?: boolean;
  /** Settings of every engine, chosen or not, by its kind and name; what is left out is as it comes. */
  readonly engines?: Readonly<Partial<Record<EngineKind, Readonly<Record<string, EngineChoice['settings']>>>>>;
}

/** Those that are in use unless the configuration has others. */
export function defaultChoices(): EngineChoices {
  const asItComes = ({ name, settings }: AnyEngineDescription): EngineChoice => ({ engine: name, settings: settings.parse({}) });
  const [stt] = STT_ENGINES;
  if (stt === undefined) throw new SubcamError('internal', 'There is no engine that turns speech into text.');
  return { stt: asItComes(stt), translators: TRANSLATOR_ENGINES.filter(({ byDefault }) => byDefault === true).map(asItComes) };
}

/** A description with the settings under which it is to run. */
export interface ChosenEngine<Description extends AnyEngineDescription = AnyEngineDescription> {
  readonly description: Description;
  readonly settings: Record<string, unknown>;
}

export interface ChosenEngines {
  readonly vad: ChosenEngine<VadDescription>;
  readonly stt: ChosenEngine<SttDescription>;
  /** What reads what is still being said in place of `stt`; null: `stt` does. */
  readonly sttPartials: ChosenEngine<SttDescription> | null;
  /** In the order in which they are asked; none: nothing is translated. */
  readonly translators: readonly ChosenEngine<TranslatorDescription>[];
  /** Whether those that do well are taken of them, in another order; left out: no. */
  readonly picksTranslators?: boolean;
}

/** The engines of a configuration. Throws `configuration` for a name that no list has. */
export function chooseEngines({ stt, sttPartials = null, translators, picksTranslators = false, engines }: EngineChoices): ChosenEngines {
  const [vad] = VAD_ENGINES;
  if (vad === undefined) throw new SubcamError('internal', 'There is no engine that tells speech from silence.');
  return {
    vad: { description: vad, settings: configured(vad, engines) },
    stt: find(STT_ENGINES, stt),
    sttPartials: sttPartials === null || sttPartials.engine === stt.engine ? null : find(STT_ENGINES, sttPartials),
    translators: translators.map((choice) => find(TRANSLATOR_ENGINES, choice)),
    ...(picksTranslators ? { picksTranslators } : {}),
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

/**
 * The names of the translators among which the daemon may choose: those of this machine, and services that the configuration gives a setting. An address
 * that nobody has named is never asked, not even one of this machine, where any program may listen. `isGiven`: whether a key of a translator is given.
 */
export function mayBePicked(isGiven: (name: string, key: string) => boolean): readonly string[] {
  return TRANSLATOR_ENGINES.filter(
    (one) => one.sendsTo === undefined || Object.keys(one.settings.shape).some((key) => isGiven(one.name, key)),
  ).map(({ name }) => name);
}

/** Every engine that there is, chosen or not, under the settings that it would run with. */
export function everyEngine({ engines }: Pick<EngineChoices, 'engines'>): readonly ChosenEngine[] {
  return ENGINES.map((description) => ({ description, settings: configured(description, engines) }));
}

function configured({ kind, name, settings }: AnyEngineDescription, engines: EngineChoices['engines']): Record<string, unknown> {
  return settings.parse(engines?.[kind]?.[name] ?? {});
}

/** In the order in which sound and words pass through them. */
export function listChosen({ vad, stt, sttPartials, translators }: ChosenEngines): readonly ChosenEngine[] {
  return [vad, stt, ...(sttPartials === null ? [] : [sttPartials]), ...translators];
}

/** The models that have to be installed, each once. `place`: what need not be there because of what lies there is left out. */
export function modelsNeeded(chosen: readonly ChosenEngine[], place?: Pick<EngineContext, 'modelsDir'>): readonly ModelEntry[] {
  return unique(chosen.flatMap(({ description, settings }) => description.modelsFor(settings, place)));
}

/** Every model that any engine can be run with, each once, but for those that are only offered. */
export function allModels(): readonly ModelEntry[] {
  return unique(ENGINES.flatMap(({ models }) => models));
}

export function programsNeeded(chosen: readonly ChosenEngine[]): readonly ProgramNeed[] {
  return chosen.flatMap(({ description, settings }) => description.programsFor(settings));
}

function unique(models: readonly ModelEntry[]): readonly ModelEntry[] {
  return [...new Map(models.map((model) => [model.id, model])).values()];
}

/** What of `PartialSettings` translators say for themselves. `settings`: by name, as their schemas have parsed them. */
export function partialLimits(settings: Readonly<Record<string, EngineChoice['settings']>>): Pick<PartialSettings, 'upToMs'> {
  const limits = TRANSLATOR_ENGINES.flatMap((description): [string, number][] => {
    const given = settings[description.name];
    const upToMs = given === undefined ? null : (description.pace?.(given).partialsUpToMs ?? null);
    return upToMs === null ? [] : [[description.name, upToMs]];
  });
  return limits.length === 0 ? {} : { upToMs: Object.fromEntries(limits) };
}

/** Whether what an engine is given leaves this machine, and where it goes then. */
export function destinationOf({ description, settings }: ChosenEngine): Pick<EngineInUse, 'leavesMachine' | 'sendsTo'> {
  const leavesMachine = description.leavesMachine(settings);
  const sendsTo = leavesMachine ? description.sendsTo?.(settings) : undefined;
  return { leavesMachine, ...(sendsTo === undefined ? {} : { sendsTo }) };
}

function inUse(
  { description, settings }: ChosenEngine,
  info: EngineInfo,
  { problem = null, device = null, chosenFor = null }: Partial<Record<'problem' | 'device' | 'chosenFor', string | null>> = {},
): EngineInUse {
  return {
    ...info,
    title: description.title,
    ...destinationOf({ description, settings }),
    ...(problem === null ? {} : { problem }),
    ...(device === null ? {} : { device }),
    ...(chosenFor === null ? {} : { chosenFor }),
  };
}

function sttInUse(chosen: ChosenEngine, { info, problem }: Stt): EngineInUse {
  return inUse(chosen, info, { problem: problem?.() ?? null });
}

function memberInUse({ chosen, translator, problem, device, chosenFor }: ChainMember): EngineInUse {
  return inUse(chosen, translator.info, { problem: problem(), device: device(), chosenFor: chosenFor() });
}

function leftOutInUse({ chosen, why }: LeftOut): EngineInUse {
  return inUse(chosen, { name: chosen.description.name, model: 'none' }, { problem: `left out for now: ${why}` });
}

export interface OpenEngines extends AsyncDisposable {
  readonly vadFactory: VadFactory;
  readonly stt: Stt;
  /** All translators as one; null: nothing is translated. */
  readonly translator: RoutedTranslator | null;
  /** The translators that are asked, in their present order. */
  chain(): readonly ChosenEngine<TranslatorDescription>[];
  /** What is in use, as is known now. */
  inUse(): EngineSet;
  /** How each of these directions is translated now; one that nothing translates is left out. */
  routes(directions: readonly LanguagePair[]): readonly TranslationRoute[];
  /** Called whenever a route is another; returns the way to stop. */
  onRoute(listener: () => void): () => void;
  /** Of each translator that is left alone since it failed, in how many directions; by its name. */
  leftAlone(): Readonly<Record<string, number>>;
}

/**
 * What these translators have now, read once. The answer takes a pair that an engine is taken to have which alone knows its pairs; with null such an
 * engine has none.
 */
function readEdges(
  translators: readonly ChosenEngine<TranslatorDescription>[],
  place: Pick<EngineContext, 'modelsDir'>,
): (asked: LanguagePair | null) => readonly Edge[] {
  const known = translators.map(({ description, settings }) => ({ engine: description.name, pairs: description.pairs(settings, place) }));
  return (asked) =>
    known.flatMap(({ engine, pairs }) => {
      const named: readonly ModelDirection[] = pairs !== 'any' ? pairs : asked === null ? [] : [asked];
      return named.map((direction) => ({ ...direction, engine }));
    });
}

/**
 * Every route between two languages through these translators, best first. One that alone knows what it can do counts as one that can.
 * Throws `bad-request` where there is none, and says what there is.
 */
export function routesThrough(
  translators: readonly ChosenEngine<TranslatorDescription>[],
  { sourceLanguage, targetLanguage }: LanguagePair,
  place: Pick<EngineContext, 'modelsDir'>,
): readonly Route[] {
  const edges = readEdges(translators, place)({ sourceLanguage, targetLanguage });
  const routes = routesBetween(edges, { source: sourceLanguage, target: targetLanguage }, MEASURED_ROUTES);
  if (routes.length > 0) return routes;
  const there = [...new Set(edges.map((edge) => `${edge.sourceLanguage}-${edge.targetLanguage}`))];
  throw new SubcamError(
    'bad-request',
    `Nothing translates ${sourceLanguage} to ${targetLanguage} here; there is: ${there.join(', ') || 'no translator'}.`,
  );
}

/** Of every pair of languages that was measured or that these translators say to have, the route that they take, with what was measured of it. */
export function routeFigures(
  translators: readonly ChosenEngine<TranslatorDescription>[],
  place: Pick<EngineContext, 'modelsDir'>,
): readonly RouteFigures[] {
  return figuresOfRoutes(readEdges(translators, place), MEASURED_ROUTES);
}

/**
 * Opens all of them, or none: what was opened before one fails, or before the signal fires, is closed again. Rejects as their `open` and as
 * `verify` do. A translator that lacks a model or a program stops nothing: those after it in the chain do its work, which is told of
 * every pair of languages that it would translate, until what it lacks is there.
 */
export async function openEngines(
  { vad, stt, sttPartials, translators, picksTranslators = false }: ChosenEngines,
  context: EngineContext,
  { auto = () => DEFAULT_AUTO_SETTINGS, ...options }: OpenOptions & { readonly auto?: () => AutoSettings },
): Promise<OpenEngines> {
  await options.verify(modelsNeeded(listChosen({ vad, stt, sttPartials, translators: [] }), context));
  await using opened = new AsyncDisposableStack();
  context.signal.throwIfAborted();
  // All at the same time: most of them load their models in a thread of their own.
  const whileWanted = (signal: AbortSignal): EngineContext => ({ ...context, signal: AbortSignal.any([context.signal, signal]) });
  const openRecogniser = async ({ description, settings }: ChosenEngine<SttDescription>, signal: AbortSignal): Promise<Stt> =>
    measuredStt(await description.open(settings, whileWanted(signal)), description.name, context.measure);
  const beginStt = (chosen: ChosenEngine<SttDescription>): Opening<Stt> =>
    opened.use(
      beginOpening(
        (signal) => openRecogniser(chosen, signal),
        (recogniser) => recogniser.close(),
      ),
    );
  const openingStt = beginStt(stt);
  const openingPartials = sttPartials === null ? null : beginStt(sttPartials);
  const listeners = new Set<() => void>();
  const tellAll = (): void => {
    for (const listener of listeners) listener();
  };
  const onChange = (route: RouteInUse): void => {
    tellRoute(route, context.log);
    tellAll();
  };
  const openingTranslation = opened.use(
    beginOpening(
      (signal) =>
        picksTranslators
          ? openAutoChain(translators, whileWanted(signal), { ...options, auto, onChange, onChain: tellAll })
          : openTranslators(translators, whileWanted(signal), { ...options, onChange, onChain: tellAll }),
      (chain) => chain[Symbol.asyncDispose](),
    ),
  );
  const vadFactory = await vad.description.open(vad.settings, context);
  const openStt = await openingStt.whenOpen;
  const openPartials = (await openingPartials?.whenOpen) ?? null;
  const translation = await openingTranslation.whenOpen;
  const { members, leftOut, translator: routed } = translation;
  context.signal.throwIfAborted();
  const running = opened.move();
  const told = (info: EngineInfo): EngineInUse => {
    const member = members().find(({ translator }) => translator.info.name === info.name);
    return member === undefined ? { ...info, title: info.name, leavesMachine: false } : { ...memberInUse(member), ...info };
  };
  return {
    vadFactory,
    stt: openPartials === null ? openStt : atTwoSpeeds(openStt, openPartials),
    translator: routed,
    chain: () => members().map(({ chosen }) => chosen),
    inUse: () => {
      const asked = members().map(memberInUse);
      const notAsked = leftOut().map(leftOutInUse);
      return {
        vad: inUse(vad, vadFactory.info),
        stt: sttInUse(stt, openStt),
        ...(sttPartials === null || openPartials === null ? {} : { sttPartials: sttInUse(sttPartials, openPartials) }),
        translator: asked[0] ?? null,
        translators: [...asked, ...notAsked],
      };
    },
    routes: (directions) =>
      directions.flatMap(({ sourceLanguage, targetLanguage }) => {
        const route = routed?.routeOf(sourceLanguage, targetLanguage) ?? null;
        return route === null ? [] : [{ ...route, engines: route.engines.map(told) }];
      }),
    onRoute: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    leftAlone: () => routed?.leftAlone() ?? {},
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/**
 * What a daemon that chooses its translators among these would ask now, in its order, and after them those that it would leave out, each with
 * `problem`. Sends a sentence of ours to each service, and leaves nothing open. Rejects as `openEngines` does for a translator of this machine.
 */
export async function tryPicks(
  chosen: readonly ChosenEngine[],
  context: EngineContext,
  { auto, verify }: { readonly auto: AutoSettings; readonly verify: OpenOptions['verify'] },
): Promise<readonly EngineInUse[]> {
  const translators = chosen.filter((one): one is ChosenEngine<TranslatorDescription> => one.description.kind === 'translator');
  await using chain = await openAutoChain(translators, context, {
    verify,
    auto: () => auto,
    translatorPatienceMs: () => auto.trialMs,
    onChange: () => undefined,
    onChain: () => undefined,
  });
  return [...chain.members().map(memberInUse), ...chain.leftOut().map(leftOutInUse)];
}

/** Every change of the way that words take is in the log. */
function tellRoute({ sourceLanguage, targetLanguage, engines, via, instead }: RouteInUse, log: EngineContext['log']): void {
  const fields = { sourceLanguage, targetLanguage, engines: engines.map(({ name }) => name), via, instead };
  if (instead === null) log.info(fields, 'This is how these languages are translated.');
  else if (engines.length === 0) log.error(fields, 'Nothing translates these languages now: there is only the original.');
  else log.warn(fields, 'Another translator stands in for the best one.');
}

/** Who runs a daemon reads in its log what of a meeting leaves the machine. */
export function tellWhereItGoes({ stt, translators }: EngineSet, log: Log): void {
  const { name: engine, sendsTo: host, leavesMachine } = stt;
  if (leavesMachine) log.info({ engine, host }, 'Sound goes to another machine.');
  for (const { name, sendsTo, leavesMachine: leaves, problem } of translators)
    if (leaves && problem === undefined) log.info({ engine: name, host: sendsTo }, 'Words go to another machine.');
}
