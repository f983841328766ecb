// DaemonConfig -> a running daemon: the only place that constructs adapters.
import { readFile } from 'node:fs/promises';
import {
  DEFAULT_TILE_SETTINGS,
  msToSamples,
  systemClock,
  SubcamError,
  type Clock,
  type EngineSet,
  type Stt,
  type Translator,
  type VadFactory,
} from '@subcam/shared';
import type { DaemonConfig, SttConfig } from './config.ts';
import { ensureToken, startGateway } from './gateway/index.ts';
import { findProgram } from './lib/programs.ts';
import { defaultModelsDir, MODELS, modelPaths, verifyModels } from './models/index.ts';
import { openRegistry } from './pipeline/index.ts';
import { createSileroVad } from './segment/index.ts';
import { openStore } from './store/index.ts';
import { createLog, type Log } from './telemetry/index.ts';
import { createMoonshineStt, createWhisperServiceStt } from './transcribe/index.ts';
import { createApertiumTranslator, createTranslationServiceTranslator } from './translate/index.ts';

export interface Daemon {
  readonly port: number;
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly token: string;
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
}

/**
 * How much later the tab's sound is captured than the page shows who speaks. An estimate: half of the 117 ms that were measured from
 * page sound to daemon for remote audio, the other half being the way from the capture on.
 */
const CAPTURE_DELAY_MS = 60;

/** Segments are cut here, whoever reads them. */
const VAD_MODEL = 'silero-vad-v6';

/**
 * Resolves when it listens. Rejects with `configuration` (a port that is taken, a token file), `model-missing`, `model-corrupt`,
 * `program-missing`, `storage`: each message names what mends it. Whatever was opened before a failure is closed again.
 */
export async function startDaemon(config: DaemonConfig, options: StartOptions = {}): Promise<Daemon> {
  const { signal } = options;
  const log = options.log ?? createLog({ level: config.logLevel });
  const clock = options.clock ?? systemClock;
  // Closed last to first.
  await using opened = new AsyncDisposableStack();

  const token = await ensureToken(config.tokenFile);
  const store = await openStore({ file: config.databaseFile });
  opened.defer(() => store.close());
  const { vadFactory, stt } = await openEars(config);
  opened.defer(() => stt.close());
  const translator = await openTranslator(config);
  opened.defer(() => translator?.close());
  signal?.throwIfAborted();

  const engines: EngineSet = { vad: vadFactory.info, stt: stt.info, translator: translator?.info ?? null };
  const settings = {
    maxSessions: config.maxSessions,
    graceMs: config.graceMs,
    maxBacklogSamples: msToSamples(config.maxBacklogMs),
    translationDeadlineMs: config.translationDeadlineMs,
    captureDelayMs: CAPTURE_DELAY_MS,
    tile: DEFAULT_TILE_SETTINGS,
  };
  const registry = openRegistry({ store, vadFactory, stt, translator, clock, log, settings });
  const version = await ownVersion();
  const gateway = await startGateway({ port: config.port, token, version, engines, registry, clock, log });
  opened.defer(() => gateway.close());
  opened.defer(() => registry.close());
  opened.defer(() => gateway.refuseNewcomers());
  signal?.throwIfAborted();
  log.info({ port: gateway.port, engines }, 'The daemon has started.');

  const running = opened.move();
  let closing: Promise<void> | null = null;
  const close = (): Promise<void> => {
    closing ??= running.disposeAsync();
    return closing;
  };
  signal?.addEventListener(
    'abort',
    () => void close().catch((error: unknown) => log.error({ error }, 'The daemon did not close in order.')),
    {
      once: true,
    },
  );
  return { port: gateway.port, url: `http://127.0.0.1:${gateway.port}`, token, engines, close };
}

/** What hears: the VAD always runs here, the recogniser here or behind a service. */
async function openEars(config: DaemonConfig): Promise<{ readonly vadFactory: VadFactory; readonly stt: Stt }> {
  const modelsDir = config.modelsDir ?? defaultModelsDir(config.env);
  await verifyModels(modelsDir, config.stt.engine === 'moonshine' ? MODELS : MODELS.filter(({ id }) => id === VAD_MODEL));
  const paths = modelPaths(modelsDir);
  const vadFactory = await createSileroVad({ path: paths.vad });
  return { vadFactory, stt: await openStt(config.stt, paths) };
}

async function openStt(config: SttConfig, paths: ReturnType<typeof modelPaths>): Promise<Stt> {
  if (config.engine === 'whisper-service') return createWhisperServiceStt({ baseUrl: config.baseUrl });
  return createMoonshineStt({ paths, workers: config.workers });
}

async function openTranslator({ translator, env }: DaemonConfig): Promise<Translator | null> {
  if (translator.engine === 'none') return null;
  if (translator.engine === 'translation-service') return createTranslationServiceTranslator({ baseUrl: translator.baseUrl });
  return openApertium(env);
}

async function openApertium(env: DaemonConfig['env']): Promise<Translator> {
  if ((await findProgram('apertium', env)) === null) {
    throw new SubcamError(
      'program-missing',
      'Apertium, which translates on this machine, is not installed: run `npm run setup`, or `apt-get install apertium apertium-eng-spa`.',
    );
  }
  return createApertiumTranslator();
}

async function ownVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
  return version;
}
