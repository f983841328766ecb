// Translators that are chosen -> open ones behind their fences, in the order in which they are asked, and all of them as one.
import {
  toSubcamError,
  type EngineContext,
  type ErrorCode,
  type ModelDirection,
  type ModelEntry,
  type Translator,
  type TranslatorDescription,
} from '@subcam/shared';
import { awaitedTranslator, type AwaitedTranslator } from '../awaited-translator.ts';
import { measuredTranslator } from '../measured-translator.ts';
import { fencedTranslator } from '../fence/fenced-translator.ts';
import { pacedTranslator } from '../pace/paced-translator.ts';
import { rememberingTranslator } from '../remembering-translator.ts';
import { MEASURED_ROUTES } from '../routes/measured-routes.ts';
import type { Edge } from '../routes/route-graph.ts';
import { OPEN_FOR_MS } from '../routes/breaker.ts';
import { createRoutedTranslator, type RoutedTranslator } from '../routes/routed-translator.ts';
import type { RouteInUse } from '../routes/routes-in-use.ts';
import type { SentenceCache } from '../sentence-cache.ts';
import { wrappedTranslator } from '../wrapped-translator.ts';
import { noticingReturn } from './noticing-return.ts';
import { spacedWork } from './spaced-work.ts';

/** A translator with the settings under which it is to run. */
export interface ChosenTranslator {
  readonly description: TranslatorDescription;
  readonly settings: Record<string, unknown>;
}

export interface OpenOptions {
  /** Resolves when every file of these models is there and whole; rejects with `model-missing` or `model-corrupt`. */
  readonly verify: (models: readonly ModelEntry[]) => Promise<void>;
  /** How long a translator may take for a text while there is another, in ms; read for each text. */
  readonly translatorPatienceMs: () => number;
  /** How long one that has failed several times is left alone, in ms; read when it is used. Left out: 10 s. */
  readonly translatorLeftAloneMs?: () => number;
  /** Of all translators whose answers may be remembered. Left out: none are. */
  readonly translationCache?: SentenceCache;
}

export interface OpenTranslatorsOptions extends OpenOptions {
  readonly onChange: (route: RouteInUse) => void;
  /** Whenever the translators that are asked, their order, or what is known of them is another. */
  readonly onChain?: () => void;
  /** These directions alone; left out: all that the engines have. */
  readonly edges?: readonly Edge[];
}

export interface ChainMember {
  readonly chosen: ChosenTranslator;
  readonly translator: Translator;
  /** Why it can't be asked now, for people; null: it can. */
  readonly problem: () => string | null;
  /** What it translates now, or will once it can be asked. */
  readonly pairs: () => readonly ModelDirection[] | 'any';
  readonly isPullable: boolean;
  /** Of a service: what its models run on, in its own words; null: it does not say, or has not been asked yet. */
  readonly device: () => string | null;
  /** Why it has its place, for people, where that was chosen here; null: the configuration says so. */
  readonly chosenFor: () => string | null;
}

/** A translator that might be asked and is not, since it did not do well when it was tried. */
export interface LeftOut {
  readonly chosen: ChosenTranslator;
  /** For people. */
  readonly why: string;
}

export interface OpenTranslators extends AsyncDisposable {
  /** In the order in which they are asked, each behind its fence. */
  readonly members: () => readonly ChainMember[];
  readonly leftOut: () => readonly LeftOut[];
  /** All of them as one; null: there is none. */
  readonly translator: RoutedTranslator | null;
}

/** With these a translator lacks something of this machine, which somebody may bring while the daemon runs. */
const LACKING: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['model-missing', 'model-corrupt', 'program-missing', 'engine-failed']);

/** Opens all of them, or none. Rejects as their `open` does, but for what a translator lacks. */
export async function openTranslators(
  translators: readonly ChosenTranslator[],
  context: EngineContext,
  { onChange, onChain = () => undefined, edges, ...options }: OpenTranslatorsOptions,
): Promise<OpenTranslators> {
  await using opened = new AsyncDisposableStack();
  const over = new AbortController();
  opened.defer(() => over.abort());
  const leastMs = options.translatorLeftAloneMs ?? ((): number => OPEN_FOR_MS);
  const members: ChainMember[] = [];
  for (const chosen of translators) {
    context.signal.throwIfAborted();
    const member = await openMember(chosen, context, options);
    opened.defer(() => member.translator.close());
    const wanted = edges?.filter(({ engine }) => engine === chosen.description.name);
    const asked = askingDevice(member, { clock: context.clock, signal: over.signal, leastMs, onChain });
    members.push({ ...asked, ...(wanted === undefined ? {} : { pairs: () => wanted }) });
  }
  const running = opened.move();
  const translator = members.length === 0 ? null : asOne(() => members, context, { ...options, onChange });
  return { members: () => members, leftOut: () => [], translator, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** Several translators as one. */
export function asOne(
  members: () => readonly ChainMember[],
  { clock }: Pick<EngineContext, 'clock'>,
  { translatorPatienceMs, translatorLeftAloneMs, onChange }: Omit<OpenTranslatorsOptions, 'verify'>,
): RoutedTranslator {
  const leftAlone = translatorLeftAloneMs === undefined ? {} : { leftAloneMs: translatorLeftAloneMs };
  return createRoutedTranslator({ members, measured: MEASURED_ROUTES, budgetMs: translatorPatienceMs, ...leftAlone, clock, onChange });
}

/**
 * Asks a service on what it runs, beside everything else: at once, while it is wanted as long as it has not said, and whenever it works again after it
 * failed, since it may run on something else then; no more often than each `leastMs`. Of an engine of this machine that is null.
 */
function askingDevice(
  member: ChainMember,
  {
    clock,
    signal,
    leastMs,
    onChain,
  }: Pick<EngineContext, 'clock' | 'signal'> & { readonly leastMs: () => number; readonly onChain: () => void },
): ChainMember {
  const { description, settings } = member.chosen;
  if (description.examine === undefined) return member;
  let device: string | null = null;
  let hasSaid = false;
  const ask = async (): Promise<void> => {
    if (signal.aborted) return;
    try {
      const report = await description.examine?.(settings, { clock, signal });
      hasSaid = report?.status === 'ready';
      const now = report?.device ?? null;
      if (!hasSaid || now === device) return;
      device = now;
      onChain();
    } catch {
      // A service that can't be asked says so when there is something to translate.
    }
  };
  const asking = spacedWork(ask, { clock, leastMs });
  asking.want();
  const ifWanted = (): void => {
    if (!hasSaid) asking.want();
  };
  const { translator } = member;
  const noticing = noticingReturn(translator, () => {
    hasSaid = false;
  });
  return {
    ...member,
    device: () => device,
    translator: wrappedTranslator(noticing, {
      translate: async (request, given) => {
        const result = await noticing.translate(request, given);
        ifWanted();
        return result;
      },
      prepare: (source, target) => {
        ifWanted();
        return translator.prepare(source, target);
      },
    }),
  };
}

/** Rejects as the translator's `open` does, but for what it lacks. */
export async function openMember(
  chosen: ChosenTranslator,
  context: EngineContext,
  { verify, translationCache }: OpenOptions,
): Promise<ChainMember> {
  const { description, settings } = chosen;
  const { name, title, usualPairs = [] } = description;
  const others = { isPullable: description.catalogue !== undefined, device: () => null, chosenFor: () => null };
  const open = async (signal: AbortSignal): Promise<Translator> => {
    if (description.checksModels !== true) await verify(description.modelsFor(settings, context));
    return description.open(settings, { ...context, signal });
  };
  const wrapped = (translator: Translator): Translator => {
    const pace = description.pace?.(settings);
    const paced = pace === undefined ? translator : pacedTranslator(translator, { title, pace, clock: context.clock });
    const fenced = fencedTranslator(measuredTranslator(paced, name, context.measure), description);
    return translationCache === undefined || description.isRepeatable?.(settings) !== true
      ? fenced
      : rememberingTranslator(fenced, { description, cache: translationCache, clock: context.clock });
  };
  try {
    const translator = await open(context.signal);
    return {
      chosen,
      translator: wrapped(translator),
      problem: () => null,
      pairs: () => description.pairs(settings, context),
      ...others,
    };
  } catch (thrown) {
    const failure = toSubcamError(thrown);
    context.signal.throwIfAborted();
    if (!LACKING.has(failure.code)) throw thrown;
    context.log.error(
      { engine: name, code: failure.code, reason: failure.message },
      'A translator can’t be used, so that the next ones do its work, if there are any.',
    );
    const pairs: ChainMember['pairs'] = () => {
      const known = description.pairs(settings, context);
      return known === 'any' || awaited.problem === null ? known : [...known, ...usualPairs];
    };
    const awaited: AwaitedTranslator = awaitedTranslator({
      name,
      title,
      failure,
      // Which pairs it is asked for is decided by `pairs`.
      supports: () => true,
      // What opens it later is not the start any more, which may be given up.
      open: () => open(new AbortController().signal),
      clock: context.clock,
      log: context.log,
    });
    return { chosen, translator: wrapped(awaited), problem: () => awaited.problem, pairs, ...others };
  }
}
