// A process of its own that measures one route: what one engine takes of memory and processor is not counted for another.
import {
  loadConfig,
  openBareRoute,
  openPartialTranslator,
  openRoute,
  timedTranslator,
  translateFinals,
  type DaemonConfig,
} from '@subcam/daemon';
import { SubcamError, systemClock, toSubcamError, type LanguagePair, type Transcript, type Translator } from '@subcam/shared';
import { memoryMb } from '../../process-tree.ts';
import type { RouteMeasures, RouteMessage, RouteOrder } from './route-measures.ts';

/** ms: a line of the longest text through the slowest service. */
const FINAL_DEADLINE_MS = 60_000;

/** Each so many lines it is told how far it is. */
const TELL_EVERY_LINES = 50;

/**
 * Lines that are translated before the time counts, the last ones: a daemon that has been in use for a while has compiled its code, and short runs would measure
 * little else.
 */
const WARM_UP_LINES = 20;

type Tell = (text: string) => void;

const ENGINE = { name: 'bench', model: 'lines' };

/** One line, or its beginning, as a recogniser gives it; all of it is settled. */
function transcriptOf(
  text: string,
  { sourceLanguage }: LanguagePair,
  place: { readonly line: number; readonly revision: number },
): Transcript {
  const sample = place.line * 16_000;
  return {
    captureId: 'bench',
    firstSample: sample,
    endSample: sample + 16_000,
    speechEndSample: sample + 16_000,
    status: 'partial',
    revision: place.revision,
    text,
    stableLength: text.length,
    language: sourceLanguage,
    confidence: null,
    engine: ENGINE,
  };
}

async function oneAtATime(
  sources: readonly string[],
  translate: (text: string) => Promise<string>,
  tell: (line: number) => void,
): Promise<RouteMeasures['finals']> {
  const results: { text: string; tookMs: number }[] = [];
  for (const [line, source] of sources.entries()) {
    const startedAtMs = performance.now();
    const text = await translate(source);
    results.push({ text, tookMs: performance.now() - startedAtMs });
    tell(line + 1);
  }
  return results;
}

/** Lines a second, as the session that has them all at once gets them. */
async function finalsPerSecond(translator: Translator, { sources, pair }: RouteOrder, signal: AbortSignal): Promise<number> {
  const startedAtMs = performance.now();
  const finals = sources.map((text, line) => ({
    transcript: { ...transcriptOf(text, pair, { line, revision: 1 }), status: 'final' as const },
    targetLanguage: pair.targetLanguage,
  }));
  const deps = { translator, clock: systemClock, deadlineMs: FINAL_DEADLINE_MS };
  async function* asTheyCome(): AsyncGenerator<(typeof finals)[number]> {
    yield* finals;
  }
  for await (const outcome of translateFinals(asTheyCome(), deps, signal)) {
    if (outcome.type === 'failed') throw outcome.error;
  }
  return (sources.length * 1_000) / (performance.now() - startedAtMs);
}

interface WordByWord extends Pick<RouteOrder, 'sources' | 'pair'>, Pick<RouteMeasures, 'finals'> {
  readonly config: DaemonConfig;
  readonly tell: (line: number) => void;
}

/** Every line word by word through the policy for partials, then its final, which begins with what was promised of it. */
async function shownWordByWord(
  translator: Translator,
  { sources, pair, finals, config, tell }: WordByWord,
  signal: AbortSignal,
): Promise<RouteMeasures['shown']> {
  const partials = openPartialTranslator({
    translator: timedTranslator(translator, systemClock),
    targetLanguage: pair.targetLanguage,
    settings: () => config.settings.current().partials,
  });
  const lines: string[][] = [];
  for (const [line, source] of sources.entries()) {
    const words = source.split(/\s+/u);
    const shown: string[] = [];
    for (let count = 1; count < words.length; count += 1) {
      const said = transcriptOf(words.slice(0, count).join(' '), pair, { line, revision: count });
      const translation = await partials.translate({ transcript: said, asRead: said.text }, signal);
      // null: what is shown stays.
      shown.push(translation?.text ?? shown.at(-1) ?? '');
    }
    const { captureId, firstSample } = transcriptOf(source, pair, { line, revision: words.length });
    const text = finals[line]?.text ?? '';
    const key = { captureId, firstSample, revision: words.length, ...pair };
    shown.push(partials.settle({ ...key, text, status: 'final', stableLength: text.length, confidence: null, engine: ENGINE }).text);
    lines.push(shown);
    tell(line + 1);
  }
  return lines;
}

async function measure(order: RouteOrder, tell: Tell, signal: AbortSignal): Promise<RouteMeasures> {
  const { route, pair, sources, env } = order;
  const config = await loadConfig({ ...process.env, ...env });
  const own = async (): Promise<number> => {
    globalThis.gc?.();
    return memoryMb(process.pid);
  };
  const telling =
    (what: string) =>
    (line: number): void => {
      if (line % TELL_EVERY_LINES === 0 || line === sources.length) tell(`${what}: ${line} of ${sources.length} lines`);
    };
  const withoutMb = await own();
  let mostMb = withoutMb;
  const look = async (): Promise<void> => {
    mostMb = Math.max(mostMb, await own());
  };
  const measured = await (async () => {
    await using translator = await openRoute(config, { route, signal });
    await translator.prepare(pair.sourceLanguage, pair.targetLanguage);
    await look();
    const asked = (text: string) => translator.translate({ ...pair, text, purpose: 'final' }, signal).then((result) => result.text);
    for (const text of sources.slice(-WARM_UP_LINES)) await asked(text);
    const finals = await oneAtATime(sources, asked, telling('one at a time'));
    await look();
    const shown = await shownWordByWord(translator, { sources, pair, finals, config, tell: telling('word by word') }, signal);
    await look();
    return { finals, shown };
  })();
  // Opened anew: nothing is remembered of these lines.
  const perSecond = await (async () => {
    await using translator = await openRoute(config, { route, signal });
    await translator.prepare(pair.sourceLanguage, pair.targetLanguage);
    const speed = await finalsPerSecond(translator, order, signal);
    tell(`at once: ${sources.length} lines`);
    return speed;
  })();
  const bareRoute = await openBareRoute(config, { route, signal });
  try {
    // Its models are loaded with the first text.
    for (const text of sources.slice(-WARM_UP_LINES)) await bareRoute.translate(text, pair);
    const bare = await oneAtATime(sources, (text) => bareRoute.translate(text, pair), telling('the engines alone'));
    return { ...measured, perSecond, memoryMb: mostMb - withoutMb, bare };
  } finally {
    await bareRoute.close();
  }
}

const send = (message: RouteMessage): Promise<void> =>
  new Promise((resolve) => {
    process.send?.(message, undefined, undefined, () => resolve());
  });

const stop = new AbortController();
const over = (): void => stop.abort(new SubcamError('aborted', 'Nobody waits for this measurement any more.'));
process.once('disconnect', over);
// A terminal's Ctrl-C reaches every process: whoever asked ends this one in order.
process.on('SIGINT', () => undefined);

process.once('message', (order: RouteOrder) => {
  const tell: Tell = (text) => void send({ type: 'progress', text });
  measure(order, tell, stop.signal)
    .then((measures): RouteMessage => ({ type: 'done', measures }))
    .catch((thrown: unknown): RouteMessage => {
      const { code, message } = toSubcamError(thrown);
      return { type: 'failed', code, message };
    })
    .then(send)
    .then(
      () => process.disconnect(),
      () => undefined,
    );
});
