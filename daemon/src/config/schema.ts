// Engines -> the schema of the daemon's configuration: every setting with its default, its limits and its words.
import { DEFAULT_TILE_SETTINGS, TILE_LIMITS, tileSettingsShape, type TileSettings } from '@subcam/shared';
import { DEFAULT_DAEMON_PORT, schemaOf } from '@subcam/shared/wire';
import * as z from 'zod';
import { DEFAULT_PARTIAL_SETTINGS, PARTIAL_POLICY_NAMES, STABLE_UNITS } from '../engines.ts';
import { about, wholeNumber } from './setting.ts';
import { requestShape } from './request-settings.ts';
import { serverShape } from './server-settings.ts';
import { speechShape } from './speech-settings.ts';
import { storeShape } from './store-settings.ts';
import { uploadShape } from './upload-settings.ts';
import { webhookShape } from './webhook-settings.ts';
import { autoShape, translatorChain } from './translator-settings.ts';
import { PARTIALS_ENGINE, SAME_ENGINE, twoSpeedShape } from './two-speed-settings.ts';

/** What of an engine's description the configuration needs. */
export interface ConfigurableEngine {
  readonly name: string;
  readonly title: string;
  /** An object whose every key has a default, and says of itself what `SettingMeta` asks for. */
  readonly settings: z.ZodObject;
  /** Of a translator: whether it is in the chain as that comes. */
  readonly byDefault?: boolean;
}

export interface ConfigurableEngines {
  readonly vad: readonly ConfigurableEngine[];
  readonly stt: readonly ConfigurableEngine[];
  readonly translator: readonly ConfigurableEngine[];
}

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** An object whose parts may all be left out. */
function group<Shape extends z.core.$ZodLooseShape>(description: string, shape: Shape) {
  return z
    .strictObject(shape)
    .prefault({} as never)
    .meta({ description });
}

const limits = {
  maxSessions: wholeNumber(1, 1000)
    // Contract: at most 100 sessions at once.
    .default(100)
    .meta(about({ description: 'Sessions that may run at once', variable: 'SUBCAM_MAX_SESSIONS', live: true })),
  maxCapturesPerSession: wholeNumber(1, 100)
    .default(8)
    .meta(about({ description: 'Streams of sound (tab, microphone) that one session may have at once', live: true })),
  graceMs: wholeNumber(1000, 3_600_000)
    .default(60_000)
    .meta(about({ description: 'How long a session waits for a client that is gone, in ms', variable: 'SUBCAM_GRACE_MS', live: true })),
  sessionIdleMs: wholeNumber(1000, 86_400_000)
    // Contract: a session that is idle for 30 minutes closes.
    .default(1_800_000)
    .meta(
      about({
        description: 'How long a session may be without any sound, though its client is there, before it is closed, in ms',
        live: true,
      }),
    ),
  maxBacklogMs: wholeNumber(10_000, 3_600_000)
    .default(600_000)
    .meta(
      about({
        description: 'How much sound is kept for a recogniser that does not keep up, in ms; past it there is a gap',
        variable: 'SUBCAM_MAX_BACKLOG_MS',
        live: true,
      }),
    ),
  // About three hours of sound. When 100 captures are behind, each of them has room for almost two minutes.
  maxBacklogBytes: wholeNumber(1024 * 1024, 1024 * 1024 * 1024 * 1024)
    .default(512 * 1024 * 1024)
    .meta(
      about({
        description:
          'Bytes of sound of all streams together that are kept for a recogniser that does not keep up, half of them of one; 10 s of each are kept in any case',
        live: true,
      }),
    ),
  translationDeadlineMs: wholeNumber(100, 600_000)
    .default(10_000)
    .meta(
      about({
        description: 'From a final to giving up on its translation, in ms',
        variable: 'SUBCAM_TRANSLATION_DEADLINE_MS',
        live: true,
      }),
    ),
  // With what passes until the next text comes and until the tile is drawn, viewers see within 2 s that another does the work.
  translatorPatienceMs: wholeNumber(100, 60_000)
    .default(900)
    .meta(
      about({
        description: 'How long one translator may take for a text before the next of the chain is asked, in ms',
        live: true,
      }),
    ),
  translatorLeftAloneMs: wholeNumber(100, 600_000)
    .default(10_000)
    .meta(
      about({
        description: 'How long a translator that has failed three times in a row is left alone before one text tries it again, in ms',
        live: true,
      }),
    ),
  maxCharactersPerSecond: wholeNumber(30, 10_000)
    .default(100)
    .meta(
      about({
        description: 'Characters that a recogniser may answer for each second of sound; a longer answer is refused unread',
        live: true,
      }),
    ),
  maxTranslationGrowth: wholeNumber(2, 1000)
    .default(10)
    .meta(about({ description: 'How many times as long as its text a translation may be; a longer one is refused unread', live: true })),
  // Hours of meetings: a final takes one, and each text of a partial.
  translationCacheEntries: wholeNumber(0, 1_000_000)
    .default(5_000)
    .meta(about({ description: 'Sentences of which the translation is remembered, the latest; 0: none', live: true })),
  translationCacheBytes: wholeNumber(0, 1024 * 1024 * 1024)
    .default(8 * 1024 * 1024)
    .meta(about({ description: 'Bytes of memory that remembered translations may take', live: true })),
  maxGlossaryTerms: wholeNumber(1, 100_000)
    .default(5_000)
    .meta(about({ description: 'Terms that the glossary may have', live: true })),
  maxGlossaryTermLength: wholeNumber(10, 2_000)
    .default(200)
    .meta(about({ description: 'Characters that a term of the glossary may have, and its translation', live: true })),
  // Each costs a timer at its rate, and a drawing for each change.
  maxBrowserlessTiles: wholeNumber(1, 1000)
    .default(10)
    .meta(about({ description: 'Tiles without a browser that may run at once', live: true })),
  // As long as a session without a client's word is kept by the contract.
  browserlessIdleMs: wholeNumber(60_000, 86_400_000)
    .default(30 * 60_000)
    .meta(about({ description: 'How long a tile without a browser is kept when nobody asks for it, in ms', live: true })),
  maxWaitingBytes: wholeNumber(256 * 1024, 1024 * 1024 * 1024)
    // Half an hour of subtitles in several languages.
    .default(8 * 1024 * 1024)
    .meta(about({ description: 'Bytes that may wait for one slow reader of a socket before it is disconnected', live: true })),
  tokenDeadlineMs: wholeNumber(500, 60_000)
    .default(5_000)
    .meta(about({ description: 'How long a connection may stay without having shown the token, in ms', live: true })),
  maxStrangers: wholeNumber(10, 10_000)
    .default(200)
    .meta(
      about({
        description: 'Connections without the token that may be there at once; one more, and the oldest of them is ended',
        live: true,
      }),
    ),
  // With 100 sessions of several captures, and their bots and readers, there is room for as many again.
  maxConnections: wholeNumber(10, 100_000)
    .default(2_000)
    .meta(about({ description: 'Connections of clients that have shown the token (captures, readers, bots) at once', live: true })),
  maxConnectionsPerClient: wholeNumber(1, 100_000)
    .default(1_000)
    .meta(about({ description: 'Of those, the connections of one client, by its address and the name it gives itself', live: true })),
  // Everything that is said is written to each of them.
  maxReaders: wholeNumber(1, 100_000)
    .default(500)
    .meta(about({ description: 'Connections that read subtitles at once', live: true })),
  maxReadersPerClient: wholeNumber(1, 100_000)
    .default(250)
    .meta(about({ description: 'Of those, the connections of one client, by its address and the name it gives itself', live: true })),
  maxEndedBots: wholeNumber(0, 10_000)
    .default(100)
    .meta(about({ description: 'Bots that are over and still listed, the latest', live: true })),
  maxBots: wholeNumber(1, 10_000)
    .default(200)
    .meta(about({ description: 'Bots that may report to the daemon at once', live: true })),
  // As many as there are sessions at once.
  maxBotsPerClient: wholeNumber(1, 10_000)
    .default(100)
    .meta(
      about({
        description:
          'Of those, the bots of one client, by its address and the name it gives itself; half of them with a connection of their own',
        live: true,
      }),
    ),
  maxBotsPerRunner: wholeNumber(1, 1000)
    .default(10)
    .meta(about({ description: 'Bots that one runner’s connection may report', live: true })),
  maxSubscriptions: wholeNumber(1, 10_000)
    .default(200)
    .meta(about({ description: 'Sessions that one reader’s connection may subscribe to by their ids', live: true })),
  maxTokens: wholeNumber(10, 100_000)
    // As many as there are bots and paired browsers of a large house.
    .default(1_000)
    .meta(about({ description: 'Tokens that may be there at once, beside the daemon’s own', live: true })),
  maxLinkMs: wholeNumber(60_000, 365 * 86_400_000)
    .default(86_400_000)
    .meta(about({ description: 'How long a link to one session may be good, in ms', live: true })),
  maxGapsPerCapture: wholeNumber(100, 1_000_000)
    .default(10_000)
    .meta(about({ description: 'Gaps in its source that one stream of sound may report; later ones are not written down', live: true })),
  maxMeetingEvents: wholeNumber(1000, 10_000_000)
    .default(100_000)
    .meta(about({ description: 'Meeting events (who is there, who speaks) of one session; later ones are not written down', live: true })),
  maxSettingsVersions: wholeNumber(1, 1_000)
    .default(50)
    .meta(about({ description: 'Versions of the changed settings that can be gone back to, the latest', live: true })),
  ...requestShape,
};

const partials = {
  policy: z
    .enum(['auto', ...PARTIAL_POLICY_NAMES])
    .default(DEFAULT_PARTIAL_SETTINGS.policy)
    .meta(
      about({
        description: 'How often a sentence is translated while it is still spoken; auto: as often as the translator is quick enough for',
        variable: 'SUBCAM_PARTIAL_TRANSLATIONS',
        live: true,
      }),
    ),
  everyWordUpToMs: wholeNumber(0, 60_000)
    .default(DEFAULT_PARTIAL_SETTINGS.everyWordUpToMs)
    .meta(about({ description: 'auto: at every word, while a translation takes at most this long, in ms', live: true })),
  everyThirdWordUpToMs: wholeNumber(0, 60_000)
    .default(DEFAULT_PARTIAL_SETTINGS.everyThirdWordUpToMs)
    .meta(
      about({
        description: 'auto: at every third word, while it takes at most this long, in ms; beyond, only when it is said',
        live: true,
      }),
    ),
  stableUnit: z
    .enum(STABLE_UNITS)
    .default(DEFAULT_PARTIAL_SETTINGS.stableUnit)
    .meta(
      about({
        description:
          'What of a translation that grows never changes: final: nothing before the final; sentence: sentences that are over; word: each word that is shown; both at the cost of the final translation',
        live: true,
      }),
    ),
};

const TILE_WORDS: Readonly<Record<keyof TileSettings, string>> = {
  width: 'Width in pixels',
  height: 'Height in pixels',
  fps: 'Frames a second at most',
  mode: 'How cues are laid out',
  theme: 'Colours',
  maxCues: 'Cues that stand at once at most',
  cueDurationMs: 'How long a cue stands, in ms',
  showSpeakerNames: 'Whether a cue names who speaks',
  showConfidence: 'Whether a cue that was badly understood is marked',
  showTimestamps: 'Whether a cue says when it was spoken',
  backgroundOpacity: 'How opaque the ground behind a cue is',
  letterScale: 'Size of all letters, relative to the mode’s own',
  colours: 'Colours of the theme custom, each as #rrggbb; null: the product’s own',
};

/** The schema of one of the tile's settings, within the limits to which it would be clamped. */
function tileSetting(name: keyof TileSettings): z.ZodType {
  const fallback: unknown = DEFAULT_TILE_SETTINGS[name];
  const meta = about({ description: TILE_WORDS[name], live: true });
  if (name in TILE_LIMITS) {
    const { min, max } = TILE_LIMITS[name as keyof typeof TILE_LIMITS];
    const isWhole = Number.isInteger(fallback) && name !== 'letterScale';
    const number = isWhole ? z.int() : z.number();
    return number
      .min(min)
      .max(max)
      .default(fallback as number)
      .meta(meta);
  }
  return z._default(schemaOf(tileSettingsShape.fields[name]) as unknown as z.ZodType, fallback).meta(meta);
}

const tileShape = Object.fromEntries(
  (Object.keys(tileSettingsShape.fields) as (keyof TileSettings)[]).map((name) => [name, tileSetting(name)]),
) as Record<keyof TileSettings, z.ZodType>;

function engineChoice(what: string, choice: { readonly engines: readonly ConfigurableEngine[]; readonly more?: string }) {
  const names = [...choice.engines.map(({ name }) => name), ...(choice.more === undefined ? [] : [choice.more])];
  const description = `${what}: ${names.join(', ')}`;
  return { names: z.enum(names as [string, ...string[]]), description };
}

/** Engines of two kinds may have the same name, so each kind has a group of its own. */
function engineSettings(description: string, engines: readonly ConfigurableEngine[]) {
  return group(description, Object.fromEntries(engines.map(({ name, title, settings }) => [name, group(title, settings.shape)])));
}

/** The first engine of the list is the default; of translators, those that say so of themselves. */
export function configSchema(engines: ConfigurableEngines) {
  const stt = engineChoice('Engine that turns speech into text', { engines: engines.stt });
  return z.strictObject({
    port: wholeNumber(0, 65_535)
      .default(DEFAULT_DAEMON_PORT)
      .meta(about({ description: 'Port on 127.0.0.1; 0 takes a free one', variable: 'SUBCAM_PORT', flag: 'port', valueHint: 'N' })),
    dataDir: z
      .string()
      .min(1)
      .nullable()
      .default(null)
      .meta(
        about({
          description: 'Where the token, the database and the changed settings live; null: subcam in your data directory',
          variable: 'SUBCAM_HOME',
          flag: 'data-dir',
          valueHint: 'DIR',
          storable: false,
        }),
      ),
    modelsDir: z
      .string()
      .min(1)
      .nullable()
      .default(null)
      .meta(
        about({
          description: 'Where the models live; null: subcam/models in your cache directory',
          variable: 'SUBCAM_MODELS',
          flag: 'models-dir',
          valueHint: 'DIR',
        }),
      ),
    log: group('What the daemon tells of itself', {
      level: z
        .enum(LOG_LEVELS)
        .default('info')
        .meta(
          about({
            description: 'Least severity of what is written to standard error',
            variable: 'SUBCAM_LOG',
            flag: 'log-level',
            valueHint: 'LEVEL',
            live: true,
          }),
        ),
    }),
    limits: group('How much at once, and for how long', limits),
    server: group('Where others than this machine may reach the daemon', serverShape),
    store: group('Where what was said is kept', storeShape),
    uploads: group('Sound that comes in files over HTTP', uploadShape),
    webhooks: group('Receivers elsewhere that are told what happens', webhookShape),
    stt: group('Speech to text', {
      engine: stt.names
        .default(engines.stt[0]?.name ?? '')
        .meta(about({ description: stt.description, variable: 'SUBCAM_STT', flag: 'stt', valueHint: 'ENGINE' })),
      ...twoSpeedShape(engineChoice(PARTIALS_ENGINE, { engines: engines.stt, more: SAME_ENGINE })),
      ...speechShape,
    }),
    translator: group('Translation', {
      engines: translatorChain({
        engines: engines.translator.map(({ name }) => name),
        byDefault: engines.translator.filter(({ byDefault }) => byDefault === true).map(({ name }) => name),
      }),
      auto: group('How the daemon chooses its translators, where it is to', autoShape),
      partials: group('What is translated while it is still spoken', partials),
    }),
    engines: group('Settings of each engine, by its kind and name', {
      vad: engineSettings('Engines that tell speech from silence', engines.vad),
      stt: engineSettings('Engines that turn speech into text', engines.stt),
      translator: engineSettings('Engines that translate', engines.translator),
    }),
    tile: group('How a tile looks until somebody asks for something else', tileShape),
    bots: group('Bots that attend meetings', {
      chromeArgs: z
        .array(z.string().min(1))
        .default([])
        .meta(about({ description: 'Arguments that every bot’s Chrome gets', live: true })),
    }),
  });
}

export type ConfigSchema = ReturnType<typeof configSchema>;

/** The JSON Schema (draft 2020-12) of a configuration file, for editors. */
export function configJsonSchema(schema: ConfigSchema): Record<string, unknown> {
  const json = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io: 'input',
    override: ({ jsonSchema }) => {
      // Words of ours that JSON Schema doesn't know.
      for (const name of ['variable', 'flag', 'valueHint', 'secret', 'live', 'storable'])
        delete (jsonSchema as Record<string, unknown>)[name];
    },
  });
  return {
    ...json,
    title: 'Configuration of Subcam',
    properties: { $schema: { type: 'string', description: 'Where this schema lies: for editors' }, ...json.properties },
  };
}
