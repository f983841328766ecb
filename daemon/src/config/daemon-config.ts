// What is in force of every setting -> DaemonConfig, as the rest of the daemon reads it.
import path from 'node:path';
import type { TileSettings } from '@subcam/shared';
import type { SettingRow, SettingsChange, SettingsSync } from '@subcam/shared/http';
import { mayBePicked, partialLimits, type AutoSettings, type PartialSettings, type TwoSpeedSettings } from '../engines.ts';
import { toDocument } from './document.ts';
import type { Environment } from './environment.ts';
import type { SettingSource } from './layers.ts';
import type { LOG_LEVELS } from './schema.ts';
import type { RequestSettings } from './request-settings.ts';
import type { ServerSettings } from './server-settings.ts';
import type { StoreSettings } from './store-settings.ts';
import type { UploadSettings } from './upload-settings.ts';
import type { WebhookSettings } from './webhook-settings.ts';
import { AUTO_TRANSLATOR, NO_TRANSLATOR } from './translator-settings.ts';
import { SAME_ENGINE } from './two-speed-settings.ts';

type EngineKind = 'vad' | 'stt' | 'translator';

/** An engine and its own settings, parsed by the schema of its description. */
export interface ChosenEngine {
  readonly engine: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface DaemonLimits extends RequestSettings {
  readonly maxSessions: number;
  /** Streams of sound that one session may have at once: tab and microphone are two, the rest is for those whose client is gone. */
  readonly maxCapturesPerSession: number;
  /** How long a session waits for a client that is gone. */
  readonly graceMs: number;
  readonly sessionIdleMs: number;
  /** How much sound the daemon holds for engines that don't keep up; past it there is a gap. */
  readonly maxBacklogMs: number;
  /** The same of all captures together, in bytes. */
  readonly maxBacklogBytes: number;
  /** From a final to giving up on its translation. */
  readonly translationDeadlineMs: number;
  /** How long one translator may take for a text while another could do it. */
  readonly translatorPatienceMs: number;
  /** How long one that has failed several times is left alone before it is asked again. */
  readonly translatorLeftAloneMs: number;
  /** Characters that a recogniser may answer for each second of sound. */
  readonly maxCharactersPerSecond: number;
  /** How many times as long as its text a translation may be. */
  readonly maxTranslationGrowth: number;
  readonly maxGlossaryTerms: number;
  /** Translated sentences that are remembered; 0: none. */
  readonly translationCacheEntries: number;
  readonly translationCacheBytes: number;
  /** Characters of a term, and of its translation. */
  readonly maxGlossaryTermLength: number;
  readonly maxBrowserlessTiles: number;
  /** How long a tile without a browser is kept when nobody asks for it. */
  readonly browserlessIdleMs: number;
  /** Bytes that may wait for one slow reader of a socket before it is disconnected. */
  readonly maxWaitingBytes: number;
  /** How long a connection may stay without having shown the token. */
  readonly tokenDeadlineMs: number;
  /** Connections without the token that are there at once. */
  readonly maxStrangers: number;
  /** Of clients that have shown the token. */
  readonly maxConnections: number;
  readonly maxConnectionsPerClient: number;
  /** Of those, the ones that read subtitles. */
  readonly maxReaders: number;
  readonly maxReadersPerClient: number;
  /** Bots that are over and still listed. */
  readonly maxEndedBots: number;
  /** Bots that may report at once. */
  readonly maxBots: number;
  /** Of those, the bots of one client. */
  readonly maxBotsPerClient: number;
  readonly maxBotsPerRunner: number;
  readonly maxSubscriptions: number;
  /** Tokens beside the daemon's own. */
  readonly maxTokens: number;
  /** How long a token for one session may be good. */
  readonly maxLinkMs: number;
  /** Gaps in its source that a capture may report while it runs. */
  readonly maxGapsPerCapture: number;
  /** Of one session while it runs. */
  readonly maxMeetingEvents: number;
  /** Earlier versions of the stored settings that are kept. */
  readonly maxSettingsVersions: number;
}

export interface DaemonConfig {
  /** On 127.0.0.1. 0 takes a free one. */
  readonly port: number;
  /** Holds `tokenFile`, `tokensFile`, `databaseFile`, `settingsFile` and `glossaryFile`; made at first start, readable by its owner alone. */
  readonly dataDir: string;
  readonly tokenFile: string;
  readonly tokensFile: string;
  readonly databaseFile: string;
  readonly settingsFile: string;
  readonly glossaryFile: string;
  /** Copies of the database that were made here; a folder that may not be there. */
  readonly backupsDir: string;
  /** Where files of uploads lie while they are worked on. */
  readonly uploadsDir: string;
  readonly modelsDir: string;
  readonly stt: ChosenEngine;
  /** What reads what is still being said; null: `stt` does. */
  readonly sttPartials: ChosenEngine | null;
  /** Mean log-probability of a long reading: what is below it is another language than the one that the recogniser reads. */
  readonly anotherLanguageBelow: number;
  /** In the order in which they are asked. None: the daemon transcribes only, and a client that asks for a target language is refused. */
  readonly translators: readonly ChosenEngine[];
  /** Whether the daemon takes of `translators` those that do well, in an order of its own. */
  readonly picksTranslators: boolean;
  /** How it tries and orders them then. */
  readonly auto: AutoSettings;
  /** The settings of every engine, by its kind and name. */
  readonly engines: Readonly<Record<EngineKind, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly limits: DaemonLimits;
  /** Where others than this machine may reach the daemon. */
  readonly server: ServerSettings;
  /** Where what was said is kept, and how. */
  readonly store: StoreSettings;
  /** Sound that comes in files over HTTP. */
  readonly uploads: UploadSettings;
  /** Receivers elsewhere that are told what happens. */
  readonly webhooks: WebhookSettings;
  /** How speech is read while it is spoken, and how much of it. */
  readonly speech: SpeechSettings;
  /** What is translated while it is still spoken. */
  readonly partials: PartialSettings;
  /** How a tile looks until somebody asks for something else. */
  readonly tile: TileSettings;
  readonly bots: { readonly chromeArgs: readonly string[] };
  readonly logLevel: (typeof LOG_LEVELS)[number];
  /** Where programs and caches are looked for: `PATH`, `HOME`, `XDG_CACHE_HOME`. */
  readonly env: Environment;
  /** Where all this comes from: what is in force now, and how to change it. */
  readonly settings: Settings;
}

/** What of the settings under `stt` is about how speech is read. */
export interface SpeechSettings extends TwoSpeedSettings {
  readonly policy: 'steady' | 'plain';
  /** Of sound that waits: from there on partials are left out, so that finals catch up. */
  readonly thinOutAfterMs: number;
  /** Of sound that waits while more people talk than `talkers`: from there on only the newest state of a growing segment is read. */
  readonly crowdedThinOutAfterMs: number;
  /** People who may talk at once without a pause; null: as many as were measured. */
  readonly talkers: number | null;
  /** From there on viewers are told that captions come late. */
  readonly lateAfterMs: number;
  /** States of growing speech of one capture that wait for the recogniser. */
  readonly maxWaitingStates: number;
}

function speechSettings(tree: SpeechSettings): SpeechSettings {
  const { policy, thinOutAfterMs, crowdedThinOutAfterMs, talkers, lateAfterMs, maxWaitingStates } = tree;
  const { partialsOtherwise, partialsPatienceMs, standInAfterMs, maxWaitingForFinalsMs } = tree;
  const twoSpeeds = { partialsOtherwise, partialsPatienceMs, standInAfterMs, maxWaitingForFinalsMs };
  return { policy, thinOutAfterMs, crowdedThinOutAfterMs, talkers, lateAfterMs, maxWaitingStates, ...twoSpeeds };
}

export interface Settings {
  /** What is in force now: the settings that are live as they were changed last, the others as they were at the start. */
  current(): DaemonConfig;
  /** Every setting, in the order of the schema. */
  rows(): readonly SettingRow[];
  /** Throws `configuration` for a key that is none, naming the nearest. */
  sourceOf(key: string): SettingSource;
  /**
   * Stores the change and tells the subscribers. Rejects with `configuration`, and changes nothing, when a key is unknown, a value makes no
   * sense, or a variable or a flag fixes the setting; with `storage` when it can't be written. `now`: what changes counts from now on also
   where it would wait for the next start, since whoever changes it has made it so.
   */
  change(change: SettingsChange, options?: { readonly now?: boolean }): Promise<void>;
  set(key: string, value: unknown): Promise<void>;
  /** What was stored counts no more; nothing happens where nothing was. */
  unset(key: string): Promise<void>;
  /** For clients that keep them in step with other services. */
  readonly sync: SettingsSync;
  /** Called after each change with the keys whose value in force is another now; returns the way to stop. */
  subscribe(listener: (keys: readonly string[]) => void): () => void;
}

/** The configuration file's shape with every setting in it, as the schema's output. */
interface SettingsTree extends Pick<DaemonConfig, 'port' | 'limits' | 'server' | 'store' | 'uploads' | 'webhooks' | 'tile' | 'bots'> {
  readonly log: { readonly level: DaemonConfig['logLevel'] };
  readonly stt: {
    readonly engine: string;
    readonly partials: string;
    readonly anotherLanguageBelow: number;
  } & SpeechSettings;
  readonly translator: { readonly engines: readonly string[]; readonly auto: AutoSettings; readonly partials: PartialSettings };
  /** Engines without settings leave no trace. */
  readonly engines?: Partial<DaemonConfig['engines']>;
}

/** `values`: by key, each checked by its schema. `given`: keys that are not as they come. The directories are absolute. */
export function daemonConfig(
  { values, given }: { readonly values: ReadonlyMap<string, unknown>; readonly given: ReadonlySet<string> },
  { dataDir, modelsDir, env, settings }: Pick<DaemonConfig, 'dataDir' | 'modelsDir' | 'env' | 'settings'>,
): DaemonConfig {
  const tree = toDocument(values) as unknown as SettingsTree;
  const engines = { vad: {}, stt: {}, translator: {}, ...tree.engines };
  const picksTranslators = tree.translator.engines.includes(AUTO_TRANSLATOR);
  const translators = picksTranslators
    ? mayBePicked((name, key) => given.has(`engines.translator.${name}.${key}`))
    : tree.translator.engines.filter((name) => name !== NO_TRANSLATOR);
  const chosen = (kind: EngineKind, engine: string): ChosenEngine => ({ engine, settings: engines[kind][engine] ?? {} });
  return {
    port: tree.port,
    dataDir,
    tokenFile: path.join(dataDir, 'token'),
    tokensFile: path.join(dataDir, 'tokens.json'),
    databaseFile: path.join(dataDir, 'subcam.db'),
    settingsFile: settingsFileIn(dataDir),
    glossaryFile: path.join(dataDir, 'glossary.json'),
    backupsDir: path.join(dataDir, 'backups'),
    uploadsDir: path.join(dataDir, 'uploads'),
    modelsDir,
    stt: chosen('stt', tree.stt.engine),
    sttPartials: tree.stt.partials === SAME_ENGINE ? null : chosen('stt', tree.stt.partials),
    anotherLanguageBelow: tree.stt.anotherLanguageBelow,
    translators: translators.map((name) => chosen('translator', name)),
    picksTranslators,
    auto: tree.translator.auto,
    engines,
    limits: tree.limits,
    server: tree.server,
    store: tree.store,
    uploads: tree.uploads,
    webhooks: tree.webhooks,
    speech: speechSettings(tree.stt),
    partials: { ...tree.translator.partials, ...partialLimits(engines.translator) },
    tile: tree.tile,
    bots: tree.bots,
    logLevel: tree.log.level,
    env,
    settings,
  };
}

/** Where what was changed while the daemon ran is kept. */
export function settingsFileIn(dataDir: string): string {
  return path.join(dataDir, 'settings.json');
}
