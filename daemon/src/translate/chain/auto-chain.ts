// Translators that may be asked -> those that do well, in the order that suits them, found out at the start and again whenever one comes back.
import { SubcamError, toSubcamError, type EngineContext, type LanguageCode } from '@subcam/shared';
import type { RoutedTranslator } from '../routes/routed-translator.ts';
import { wrappedTranslator } from '../wrapped-translator.ts';
import { chooseOrder, type Examined } from './choose-order.ts';
import { noticingReturn } from './noticing-return.ts';
import {
  asOne,
  openMember,
  type ChainMember,
  type ChosenTranslator,
  type OpenTranslators,
  type OpenTranslatorsOptions,
} from './open-translators.ts';
import { spacedWork, type SpacedWork } from './spaced-work.ts';
import { tryTranslator } from './try-translator.ts';

export interface AutoSettings {
  /** How long a service has for the sentence by which it is tried, ms. */
  readonly trialMs: number;
  /** Up to which a sentence is quick, ms: a service that does not say on what it runs goes before the engines of this machine then. */
  readonly quickMs: number;
  /** How long a translator that was left out is left alone before it is looked at again, ms, while somebody wants translations; and one that failed and came back, once it was looked at. */
  readonly lookAgainMs: number;
}

export const DEFAULT_AUTO_SETTINGS: AutoSettings = { trialMs: 2_000, quickMs: 300, lookAgainMs: 10_000 };

export interface AutoOptions extends Omit<OpenTranslatorsOptions, 'edges'> {
  /** Read when they are used. */
  readonly auto: () => AutoSettings;
  readonly onChain: () => void;
}

type Standing =
  { readonly status: 'in'; readonly member: ChainMember; readonly examined: Examined } | { readonly status: 'out'; readonly why: string };

interface Candidate {
  readonly chosen: ChosenTranslator;
  standing: Standing;
  /** Examines it once more, as long as it is in the chain. */
  readonly again: SpacedWork;
}

/** A translator without a service is one of this machine. */
function isOwn({ description }: ChosenTranslator): boolean {
  return description.sendsTo === undefined;
}

/**
 * Engines of this machine are always in the chain, also while they lack something; services once they have said that they are ready and have translated a sentence in
 * time. One that is in the chain stays there: its circuit breaker sees to it that it is left alone while it fails. Rejects as an engine of this machine
 * does when it is opened.
 */
export async function openAutoChain(
  translators: readonly ChosenTranslator[],
  context: EngineContext,
  options: AutoOptions,
): Promise<OpenTranslators> {
  const { clock, log } = context;
  await using opened = new AsyncDisposableStack();
  const over = new AbortController();
  opened.defer(() => over.abort());
  const candidates: readonly Candidate[] = translators.map((chosen): Candidate => {
    const again = spacedWork(() => examineAgain(candidate), { clock, leastMs: () => options.auto().lookAgainMs });
    const candidate: Candidate = { chosen, standing: { status: 'out', why: 'it was not tried yet' }, again };
    return candidate;
  });
  let order: readonly ChainMember[] = [];
  let lookedMs = clock.monotonicMs();
  let looking: Promise<void> = Promise.resolve();
  let isLooking = false;
  let translator: RoutedTranslator | null = null;

  const open = async (chosen: ChosenTranslator, signal: AbortSignal): Promise<ChainMember> =>
    openMember(chosen, { ...context, signal }, options);

  const look = async (candidate: Candidate, signal: AbortSignal): Promise<void> => {
    const { chosen } = candidate;
    if (isOwn(chosen)) {
      candidate.standing = { status: 'in', member: await open(chosen, signal), examined: { isOwn: true, device: null, tookMs: null } };
      return;
    }
    let member: ChainMember | null = null;
    try {
      const openOnce = async (): Promise<ChainMember> => (member ??= await open(chosen, signal));
      const { examined, member: opened } = await examine(chosen, openOnce, { ...options.auto(), clock, signal });
      candidate.standing = {
        status: 'in',
        member: { ...opened, translator: noticingReturn(opened.translator, () => candidate.again.want()) },
        examined,
      };
    } catch (thrown) {
      await (member as ChainMember | null)?.translator.close();
      if (signal.aborted) throw thrown;
      const why = toSubcamError(thrown, 'engine-failed').message.replace(/\.$/u, '');
      if (candidate.standing.status === 'out' && candidate.standing.why !== why) {
        log.warn(
          { engine: chosen.description.name, reason: why },
          'A translator is left out; it is looked at again while somebody wants translations.',
        );
      }
      candidate.standing = { status: 'out', why };
    }
  };

  const reorder = (): void => {
    const inChain = candidates.flatMap(({ chosen, standing }) =>
      standing.status === 'in' ? [{ chosen, ...standing, ...standing.examined }] : [],
    );
    const before = order;
    order = chooseOrder(inChain, options.auto().quickMs).map(({ item, why }) => {
      const { member, device } = item;
      return { ...member, device: () => device, chosenFor: () => why };
    });
    translator?.renew();
    const told = order.map(({ chosen, chosenFor }) => `${chosen.description.name}: ${chosenFor() ?? ''}`);
    log.info({ translators: told }, 'The daemon has chosen its translators.');
    for (const { chosen } of order) {
      const { description, settings } = chosen;
      const isNew = !before.some((one) => one.chosen === chosen);
      if (translator !== null && isNew && description.leavesMachine(settings)) {
        log.info({ engine: description.name, host: description.sendsTo?.(settings) }, 'Words go to another machine.');
      }
    }
    options.onChain();
  };

  const lookAtAll = async (these: readonly Candidate[], signal: AbortSignal): Promise<void> =>
    allOrNone(
      these.map((candidate) => async (inTime: AbortSignal) => look(candidate, inTime)),
      signal,
    );

  /** Beside the work, if it is time: those that are left out, and those that came back while it was not. */
  const lookAgain = (): void => {
    for (const { again } of candidates) again.ifDue();
    const out = candidates.filter(({ standing }) => standing.status === 'out');
    if (out.length === 0 || isLooking || over.signal.aborted || clock.monotonicMs() - lookedMs < options.auto().lookAgainMs) return;
    const run = async (): Promise<void> => {
      isLooking = true;
      try {
        await lookAtAll(out, over.signal);
        if (out.some(({ standing }) => standing.status === 'in')) reorder();
      } catch (error) {
        if (!over.signal.aborted) log.error({ error }, 'Translators that were left out could not be looked at.');
      } finally {
        lookedMs = clock.monotonicMs();
        isLooking = false;
      }
    };
    looking = run();
  };

  /** One that failed works again: it may run on something else. */
  const examineAgain = async (candidate: Candidate): Promise<void> => {
    const { chosen, standing } = candidate;
    if (standing.status === 'out' || over.signal.aborted) return;
    const { member } = standing;
    try {
      const { examined } = await examine(chosen, () => Promise.resolve(member), { ...options.auto(), clock, signal: over.signal });
      candidate.standing = { status: 'in', member, examined };
      reorder();
    } catch (error) {
      // Its circuit breaker sees what it does.
      log.info(
        { engine: chosen.description.name, reason: toSubcamError(error).message },
        'A translator that came back could not be examined.',
      );
    }
  };

  opened.defer(async () => {
    over.abort();
    await looking;
    for (const { again } of candidates) await again.settled();
    for (const { standing } of candidates) if (standing.status === 'in') await standing.member.translator.close();
  });
  await lookAtAll(candidates, context.signal);
  context.signal.throwIfAborted();
  reorder();
  lookedMs = clock.monotonicMs();
  const routed = asOne(() => order, context, options);
  translator = routed;
  const running = opened.move();
  return {
    members: () => order,
    leftOut: () => candidates.flatMap(({ chosen, standing }) => (standing.status === 'out' ? [{ chosen, why: standing.why }] : [])),
    translator: wrappedTranslator(routed, {
      translate: (request, signal) => {
        lookAgain();
        return routed.translate(request, signal);
      },
      prepare: (source, target) => {
        lookAgain();
        return routed.prepare(source, target);
      },
      routeOf: (source: LanguageCode, target: LanguageCode) => routed.routeOf(source, target),
      renew: () => routed.renew(),
      leftAlone: () => routed.leftAlone(),
    }),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** Side by side. Where one rejects, the others are told to give up, and are waited for; then it rejects as the first did, or as the signal says. */
async function allOrNone(works: readonly ((signal: AbortSignal) => Promise<void>)[], signal: AbortSignal): Promise<void> {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const done = works.map(async (work) => work(either).catch((thrown: unknown) => failed.abort(thrown)));
  await Promise.all(done);
  signal.throwIfAborted();
  failed.signal.throwIfAborted();
}

/** Whether a service is ready, what it runs on, and how long a sentence takes. Rejects with why it can't be asked. */
async function examine(
  { description, settings }: ChosenTranslator,
  open: () => Promise<ChainMember>,
  { trialMs: limitMs, quickMs, clock, signal }: AutoSettings & Pick<EngineContext, 'clock' | 'signal'>,
): Promise<{ readonly member: ChainMember; readonly examined: Examined }> {
  const report = await description.examine?.(settings, { clock, signal });
  if (report !== undefined && report.status !== 'ready') throw new SubcamError('engine-unavailable', report.detail);
  const member = await open();
  const problem = member.problem();
  if (problem !== null) throw new SubcamError('engine-unavailable', problem);
  const tookMs = await tryTranslator(member.translator, { limitMs, quickMs, clock, signal });
  return { member, examined: { isOwn: false, device: report?.device ?? null, tookMs } };
}
