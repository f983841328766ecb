// DaemonConfig -> a running daemon, or one route of its translators: the only place that constructs adapters.
import {
  msToSamples,
  SubcamError,
  systemClock,
  type BareTranslator,
  type Clock,
  type EngineContext,
  type EngineInUse,
  type EngineSet,
  type LanguagePair,
  type Stt,
  type Translator,
  type TranslatorDescription,
} from '@subcam/shared';
import { createDataService, openRetention } from './archive/index.ts';
import { examineDataFolder, type DaemonConfig } from './config/index.ts';
import {
  ENGINES,
  chooseEngines,
  openEngines,
  type OpenEngines,
  openTranslators,
  routeFigures,
  routesThrough,
  tellWhereItGoes,
  type ChosenEngine,
} from './engines.ts';
import { beginOpening } from './lib/opening.ts';
import { ownVersion } from './lib/own-version.ts';
import { readPublicDoor, startGateway } from './gateway/index.ts';
import { openGlossary } from './glossary/index.ts';
import { verifyModels } from './models/index.ts';
import { openRegistry, type PipelineDeps, type PipelineSettings, type SessionRegistry } from './pipeline/index.ts';
import { backupsIn, createDatabaseMove, openConfiguredStore, tellWhereItIsKept } from './store/index.ts';
import { createLog, createPrometheus, liveFigures, type Log } from './telemetry/index.ts';
import { createUploads, openSpool, type Uploads, type UploadsDeps } from './upload/index.ts';
import { createBrowserlessTiles, followSessionTiles } from './tile/index.ts';
import { ensureToken, openTokens } from './tokens/index.ts';
import { createCapacity, withSttAnswerLimit } from './transcribe/index.ts';
import { openWebhooks, type Webhooks, type WebhooksDeps } from './webhooks/index.ts';
import { createSentenceCache, routeName, withTerms, withTranslatorAnswerLimit, type Route } from './translate/index.ts';

export interface Daemon {
  readonly port: number;
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly token: string;
  /** Those in use, as is known now: a service may say only with its first answer what it runs. */
  readonly engines: EngineSet;
  /** In order: no newcomers, sessions, sockets, engines, store. Idempotent. */
  close(): Promise<void>;
}

export interface StartOptions {
  /** Stops the start; once the daemon runs, closes it. */
  readonly signal?: AbortSignal;
  /** Default: lines of JSON on standard error, at the level of the settings. */
  readonly log?: Log;
  readonly clock?: Clock;
  /** In place of those of the configuration, for what measures everything around them; closed with the daemon. */
  readonly engines?: OpenEngines;
  /** One for a single file, beside which others may work on the same database. Default: a second daemon on it is refused. */
  readonly isForOneFile?: boolean;
}

/**
 * How much later the tab's sound is captured than the page shows who speaks. An estimate: half of the 117 ms that were measured from
 * page sound to daemon for remote audio, the other half being the way from the capture on.
 */
const CAPTURE_DELAY_MS = 60;

/**
 * Resolves when it listens. Rejects with `configuration` (a port that is taken, a token file), `model-missing`, `model-corrupt`,
 * `program-missing`, `storage`: each message names what mends it. Whatever was opened before a failure is closed again. A translator that
 * lacks something is no failure: it is told in `engines`, and of each session that wants it.
 */
export async function startDaemon(config: DaemonConfig, options: StartOptions = {}): Promise<Daemon> {
  const { signal } = options;
  const ownLog = createLog({ level: config.logLevel });
  const log = options.log ?? ownLog;
  const clock = options.clock ?? systemClock;
  // Closed last to first.
  await using opened = new AsyncDisposableStack();
  opened.defer(config.settings.subscribe(() => void (ownLog.level = config.settings.current().logLevel)));

  const door = await readPublicDoor(config.server);
  const token = await ensureToken(config.tokenFile);
  const limits = () => config.settings.current().limits;
  const translationCache = createSentenceCache(() => ({
    maxEntries: limits().translationCacheEntries,
    maxBytes: limits().translationCacheBytes,
  }));
  const prometheus = createPrometheus({ clock, engines: ENGINES.map(({ name }) => name) });
  opened.defer(() => prometheus.close());
  const { metrics } = prometheus;
  const { modelsDir, env } = config;
  // Begun before everything else, since loading their models takes the longest of a start.
  const openingEngines = opened.use(
    beginOpening(
      async (notWanted) =>
        options.engines ??
        openEngines(
          chooseEngines(config),
          { modelsDir, env, clock, log, measure: metrics, signal: signal === undefined ? notWanted : AbortSignal.any([notWanted, signal]) },
          {
            verify: (models) => verifyModels(modelsDir, models),
            translatorPatienceMs: () => limits().translatorPatienceMs,
            translatorLeftAloneMs: () => limits().translatorLeftAloneMs,
            translationCache,
            auto: () => config.settings.current().auto,
          },
        ),
      (engines) => engines[Symbol.asyncDispose](),
    ),
  );
  const { store, moveTo } = await openConfiguredStore(config, { isDaemon: options.isForOneFile !== true, clock });
  opened.defer(() => store.close());
  const databaseMove = createDatabaseMove({ moveTo, file: config.databaseFile, log, keep: keepingUrl(config) });
  opened.defer(() => databaseMove.close());
  await warnOfOpenFolder(config, log);
  const tokens = await openTokens({ file: config.tokensFile, ownToken: token, limits, clock });
  opened.defer(() => tokens.close());
  const glossary = await openGlossary({
    file: config.glossaryFile,
    limits: () => ({ maxTerms: limits().maxGlossaryTerms, maxTermLength: limits().maxGlossaryTermLength }),
  });
  const engines = await openingEngines.whenOpen;
  // Before the store.
  opened.defer(() => openingEngines[Symbol.asyncDispose]());
  const over = new AbortController();
  opened.defer(() => over.abort(new SubcamError('aborted', 'The daemon is stopping.')));
  signal?.throwIfAborted();

  const capacity = createCapacity({ stt: engines.stt, named: () => config.settings.current().speech.talkers, clock, log }, over.signal);
  const enginesTold: PipelineDeps['engines'] = {
    inUse: () => {
      const { stt, ...others } = engines.inUse();
      return { ...others, stt: { ...stt, ...toldOfRecogniser(engines.stt, capacity.follows) } };
    },
    routes: (directions) => engines.routes(directions),
    onRoute: (listener) => engines.onRoute(listener),
  };
  const settings = pipelineSettings(config);
  const stt = withSttAnswerLimit(engines.stt, () => ({ maxCharactersPerSecond: limits().maxCharactersPerSecond }));
  const termsFor: PipelineDeps['termsFor'] = (source, target) => glossary.termsFor(source, target);
  const translator = engines.translator === null ? null : withTerms(limited(engines.translator, config), termsFor);
  const registry = openRegistry({
    store,
    vadFactory: engines.vadFactory,
    stt,
    translator,
    engines: enginesTold,
    storeMode: config.store.mode,
    follows: () => capacity.follows,
    termsFor,
    clock,
    log,
    metrics,
    settings,
  });
  opened.defer(tellTileChanges(config, registry));
  // For a start that fails from here on. A daemon that runs closes it earlier, below; the second time does nothing.
  opened.defer(() => registry.close());
  const tiles = followSessionTiles({ source: registry, clock, log });
  opened.defer(() => tiles.close());
  const browserless = createBrowserlessTiles({ limits, clock, log });
  opened.defer(() => browserless.close());
  const uploads = await openUploads(config, { registry, store, clock, log });
  const backups = backupsIn(config.backupsDir, () => (config.settings.current().store.url === null ? null : config.databaseFile));
  const webhooks = opened.adopt(await openConfiguredWebhooks(config, { store, clock, log, metrics }), (open) => open.close());
  const gateway = await startGateway({
    port: config.port,
    door,
    tokens,
    version: await ownVersion(),
    engines: () => enginesTold.inUse(),
    registry,
    tiles,
    browserless,
    settings: config.settings,
    glossary,
    data: createDataService({ store, backups, endSession: (sessionId) => registry.end(sessionId) }),
    databaseMove,
    uploads,
    webhooks,
    storeMode: config.store.mode,
    translationWays: () => routeFigures(engines.chain(), { modelsDir }),
    translationCache,
    limits,
    clock,
    log,
    metrics,
    metricsText: () => prometheus.text(),
  });
  opened.defer(() => gateway.close());
  prometheus.watch(liveFigures({ registry, gateway, webhooks, engines, inUse: () => enginesTold.inUse() }));
  opened.use(openRetention({ store, backups, settings: () => config.settings.current().store, clock, log }));
  opened.defer(() => registry.close());
  opened.defer(() => uploads.close());
  opened.defer(() => gateway.refuseNewcomers());
  signal?.throwIfAborted();
  log.info({ port: gateway.port, engines: engines.inUse() }, 'The daemon has started.');
  if (gateway.publicPort !== null)
    log.info({ address: door.address, port: gateway.publicPort, hasTls: door.tls !== null }, 'Other machines may reach the daemon.');
  tellWhereItGoes(engines.inUse(), log);
  tellWhereItIsKept(config.store, log);
  void capacity.measure();

  const running = opened.move();
  let closing: Promise<void> | null = null;
  const close = (): Promise<void> => (closing ??= running.disposeAsync());
  signal?.addEventListener(
    'abort',
    () => void close().catch((error: unknown) => log.error({ error }, 'The daemon did not close in order.')),
    { once: true },
  );
  return {
    port: gateway.port,
    url: `http://127.0.0.1:${gateway.port}`,
    token,
    get engines() {
      return enginesTold.inUse();
    },
    close,
  };
}

const keepingUrl =
  ({ settings }: DaemonConfig) =>
  (url: string) =>
    settings.change({ set: { 'store.url': url } }, { now: true });

function openConfiguredWebhooks(
  { settings }: DaemonConfig,
  deps: Pick<WebhooksDeps, 'clock' | 'log' | 'metrics' | 'store'>,
): Promise<Webhooks> {
  return openWebhooks({ ...deps, limits: () => settings.current().webhooks });
}

async function openUploads(
  { settings, uploadsDir, env }: DaemonConfig,
  deps: Pick<UploadsDeps, 'clock' | 'log' | 'registry' | 'store'>,
): Promise<Uploads> {
  return createUploads({
    ...deps,
    spool: await openSpool(uploadsDir),
    env,
    limits: () => settings.current().uploads,
    translationDeadlineMs: () => settings.current().limits.translationDeadlineMs,
  });
}

/** What is known of a recogniser while it runs. */
function toldOfRecogniser({ languages, astray }: Stt, follows: number | null): Pick<EngineInUse, 'languages' | 'astray' | 'follows'> {
  return {
    ...(languages === undefined ? {} : { languages }),
    ...(astray === undefined ? {} : { astray: astray() }),
    ...(follows === null ? {} : { follows }),
  };
}

function limited(translator: Translator, { settings }: DaemonConfig): Translator {
  return withTranslatorAnswerLimit(translator, () => ({ maxGrowth: settings.current().limits.maxTranslationGrowth }));
}

export interface OpenRouteOptions {
  /** This way alone is taken, and only its engines are opened. */
  readonly route: Route;
  readonly signal: AbortSignal;
}

function measuringContext({ modelsDir, env, logLevel }: DaemonConfig, signal: AbortSignal): EngineContext {
  return { modelsDir, env, clock: systemClock, log: createLog({ level: logLevel }), signal };
}

/** A translator that takes one route, as a daemon of this configuration would, without its glossary and its memory; for what measures it. Rejects as its engines' `open` does. */
export async function openRoute(config: DaemonConfig, { route, signal }: OpenRouteOptions): Promise<Translator & AsyncDisposable> {
  const isOf = (name: string): boolean => route.edges.some(({ engine }) => engine === name);
  const opened = await openTranslators(
    chooseEngines(config).translators.filter(({ description }) => isOf(description.name)),
    measuringContext(config, signal),
    {
      verify: (models) => verifyModels(config.modelsDir, models),
      translatorPatienceMs: () => config.settings.current().limits.translatorPatienceMs,
      edges: route.edges,
      onChange: () => undefined,
    },
  );
  if (opened.translator === null) throw new SubcamError('configuration', `None of the engines in use is one of ${routeName(route)}.`);
  return Object.assign(limited(opened.translator, config), { [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose]() });
}

/** A translator without anything that is done here to what it is given and to what it answers. Rejects as its `open` does. */
async function openBareTranslator(
  { description, settings }: ChosenEngine<TranslatorDescription>,
  context: EngineContext,
): Promise<BareTranslator> {
  if (description.openBare !== undefined) return description.openBare(settings, context);
  const translator = await description.open(settings, context);
  return {
    translate: async (text, pair) => (await translator.translate({ ...pair, text, purpose: 'final' }, context.signal)).text,
    close: () => translator.close(),
  };
}

/** The same route through its engines alone: nothing is kept from them, mended or limited. */
export async function openBareRoute(config: DaemonConfig, { route, signal }: OpenRouteOptions): Promise<BareTranslator> {
  const context = measuringContext(config, signal);
  const bare = new Map<string, BareTranslator>();
  const close = async (): Promise<void> => {
    await Promise.all([...bare.values()].map((translator) => translator.close()));
  };
  try {
    for (const chosen of chooseEngines(config).translators) {
      const { name } = chosen.description;
      if (route.edges.some(({ engine }) => engine === name)) bare.set(name, await openBareTranslator(chosen, context));
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    translate: async (text) => {
      let passed = text;
      for (const { engine, ...pair } of route.edges) passed = (await bare.get(engine)?.translate(passed, pair)) ?? '';
      return passed;
    },
    close,
  };
}

/** Every route between two languages in this configuration, best first. Throws `bad-request` where there is none. */
export function routesOf(config: DaemonConfig, pair: LanguagePair): readonly Route[] {
  return routesThrough(chooseEngines(config).translators, pair, config);
}

/** On what each translator of a configuration runs, and whether a service can be asked at all; nothing that somebody said is sent. */
export async function examineTranslators(
  config: DaemonConfig,
  signal: AbortSignal,
): Promise<readonly { readonly name: string; readonly device: string; readonly problem: string | null }[]> {
  const examined = chooseEngines(config).translators.map(async ({ description, settings }) => {
    const { name } = description;
    if (description.sendsTo === undefined) return { name, device: 'cpu', problem: null };
    const report = await description.examine?.(settings, { clock: systemClock, signal });
    const problem = report === undefined || report.status === 'ready' ? null : report.detail;
    return { name, device: report?.device ?? 'not told', problem };
  });
  return Promise.all(examined);
}

/** A folder that was there before keeps its mode, which whoever runs the daemon may not know. */
async function warnOfOpenFolder(config: DaemonConfig, log: Log): Promise<void> {
  const open = await examineDataFolder(config);
  if (open === null) return;
  const { mode, isWritable } = open;
  log.warn({ dataDir: config.dataDir, mode, isWritable }, 'Other users of this machine have rights to the data folder.');
}

/** Returns the way to leave off. */
function tellTileChanges({ settings }: DaemonConfig, registry: Pick<SessionRegistry, 'tileDefaultsChanged'>): () => void {
  return settings.subscribe((keys) => {
    if (keys.some((key) => key.startsWith('tile.'))) registry.tileDefaultsChanged();
  });
}

/** Read when they are used, so that a change counts from then on. */
function pipelineSettings({ settings }: DaemonConfig): PipelineSettings {
  const read = (): PipelineSettings => {
    const { limits, anotherLanguageBelow, speech, partials, tile } = settings.current();
    const maxBacklogSamples = msToSamples(limits.maxBacklogMs);
    return { ...limits, maxBacklogSamples, anotherLanguageBelow, speech, partials, tile, captureDelayMs: CAPTURE_DELAY_MS };
  };
  let now = read();
  settings.subscribe(() => {
    now = read();
  });
  const names = Object.keys(now) as (keyof PipelineSettings)[];
  return Object.defineProperties({}, Object.fromEntries(names.map((name) => [name, { get: () => now[name] }]))) as PipelineSettings;
}
