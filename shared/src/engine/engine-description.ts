// What an engine says of itself: all that configuration, set-up, doctor, models and help know of it, without loading it.
import type * as z from 'zod';
import type { Clock } from '../clock/clock.ts';
import type { LanguageCode, LanguagePair } from '../language/language.ts';
import type { EngineMeasure } from './engine-measure.ts';
import type { BareTranslator, Stt, Translator, VadFactory } from './engine.ts';
import type { ModelCatalogue } from './model-catalogue.ts';
import type { ModelEntry } from './model-entry.ts';

/** `vad`: speech or not. `stt`: speech to text. `translator`: text to text. */
export type EngineKind = 'vad' | 'stt' | 'translator';

/** A program of the machine that an engine, or the product, starts. */
export interface ProgramNeed {
  readonly name: string;
  readonly usedFor: string;
  /** Debian and Ubuntu packages that bring it. */
  readonly debianPackages: readonly string[];
  /** What to do on a machine where apt-get isn't there, or isn't allowed. */
  readonly otherwise: string;
  /** What was found (a path), or null. */
  readonly find: (env: Readonly<Record<string, string | undefined>>) => Promise<string | null>;
}

/** A package that an engine runs on and that may not load on every machine, as one with native code. */
export interface EngineSdk {
  readonly name: string;
  /** Rejects with why it can't be loaded here. `env`: where it is looked for, if it does not come with the product. */
  readonly load: (env: Readonly<Record<string, string | undefined>>) => Promise<unknown>;
  /** The command that adds it, where set-up does not. */
  readonly mend?: (env: Readonly<Record<string, string | undefined>>) => string;
}

/** The fields-first logger that engines are given: a static message, and fields that hold no words that were spoken. */
export interface EngineLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What an engine is opened with beside its own settings. */
export interface EngineContext {
  /** Where the files of its models lie; they were verified, unless the engine does that itself. */
  readonly modelsDir: string;
  /** Where programs are looked for. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly log: EngineLog;
  /** Left out: nobody measures. */
  readonly measure?: EngineMeasure;
  /** Gives up opening, as soon as the engine can. What is open already is closed through its port. */
  readonly signal: AbortSignal;
}

/** `.meta()` of one setting in an engine's schema. */
export interface EngineSettingMeta {
  /** For `--help`, the configuration's schema and documentation. */
  readonly description: string;
  /** Environment variable, where it is to have another name than the one that is made from its path. */
  readonly variable?: string;
  /** Flag of the command line, without dashes; left out: it has none. */
  readonly flag?: string;
  /** Never shown: a key, a password. */
  readonly secret?: boolean;
}

/** What a service elsewhere says of itself, before anything is sent to it that somebody said. */
export interface ServiceReport {
  /** `unreachable`: nothing answers there now. `unfit`: it answers, and can't do what it is configured for. */
  readonly status: 'ready' | 'unreachable' | 'unfit';
  /** For people: where it is, what runs there; of one that can't be used, why, and what to do. Without a full stop. */
  readonly detail: string;
  /** What its models run on, in its own words: `cuda:0`, `cpu`; left out: it does not say. */
  readonly device?: string;
}

/**
 * An engine as its folder exports it. The module that exports it imports no SDK: `open` and `sdks` load it. Values that come from a
 * configuration have been parsed with `settings`; its keys all have a default, so that `settings.parse({})` is the engine as it comes.
 */
export interface EngineDescription<Port, Settings extends z.ZodObject = z.ZodObject> {
  readonly kind: EngineKind;
  /** Unique among the engines of its kind, and the `name` in `info` of what it opens: `moonshine`, `apertium`. */
  readonly name: string;
  /** For a person: `Moonshine tiny (English)`. */
  readonly title: string;
  /** Of what runs on this machine, models aside; for a service, what its client knows: `of the service`. */
  readonly licence: string;
  /** Each key has a default and an `EngineSettingMeta`. */
  readonly settings: Settings;
  /** Every model that it can be run with, under whatever settings, but for `offers`. */
  readonly models: readonly ModelEntry[];
  /** Further models that it can be run with, which are fetched when somebody names them and never otherwise: large ones, many. Left out: none. */
  readonly offers?: readonly ModelEntry[];
  readonly sdks: readonly EngineSdk[];
  /**
   * Those of `models` that have to be installed for these settings. `place`: where models lie, since one that others stand in for need not be
   * there; left out: what set-up installs.
   */
  modelsFor(settings: z.output<Settings>, place?: Pick<EngineContext, 'modelsDir'>): readonly ModelEntry[];
  programsFor(settings: z.output<Settings>): readonly ProgramNeed[];
  /** Whether the sound or text that it is given leaves this machine under these settings. */
  leavesMachine(settings: z.output<Settings>): boolean;
  /** The host to which it sends what it is given, `asr.example:8000`; left out: it sends it nowhere. */
  sendsTo?(settings: z.output<Settings>): string;
  /**
   * Asks the service that it sends to what it is and has. Nothing that was said goes there. Left out: it has no service. Rejects when the signal
   * fires.
   */
  examine?(settings: z.output<Settings>, context: Pick<EngineContext, 'clock' | 'signal'>): Promise<ServiceReport>;
  /** Rejects with `model-missing`, `program-missing`, `configuration`, `engine-failed`, or `aborted` when the context's signal fires. */
  open(settings: z.output<Settings>, context: EngineContext): Promise<Port>;
}

export interface VadDescription<Settings extends z.ZodObject = z.ZodObject> extends EngineDescription<VadFactory, Settings> {
  readonly kind: 'vad';
}

export interface SttDescription<Settings extends z.ZodObject = z.ZodObject> extends EngineDescription<Stt, Settings> {
  readonly kind: 'stt';
  /** What it reads under these settings; `any`: only the engine knows. */
  languages(settings: z.output<Settings>): readonly LanguageCode[] | 'any';
}

/**
 * What stays the same in every language. `names`: of people. `times`: 10:30 am. `codes`: ABC-123, abc-defg-hij. `addresses`: of mail, pages,
 * files, streets. `measures`: figures with their unit, 5 kg. `scripts`: words in a script that the source language is not written in, unless it is
 * Latin. `emoji`: with all that belongs to one.
 */
export type FenceKind = 'names' | 'times' | 'codes' | 'addresses' | 'measures' | 'scripts' | 'emoji';

/** What was measured of one model alone, on one set of sentences. */
export interface ModelMeasurement {
  /** Scores of different sets say nothing about each other. */
  readonly testSet: string;
  /** 0–100. */
  readonly chrf2: number;
  /** From asking for a final to its translation, in ms, the median. */
  readonly p50Ms: number;
  /** Megabytes that the daemon takes more while it is in use. */
  readonly memoryMb: number;
}

/** How much a service is asked. All of it is a setting of its engine. */
export interface ServicePace {
  /** Texts that it is given at once, at most. */
  readonly maxAtOnce: number;
  /** Texts that may wait for it. */
  readonly maxWaiting: number;
  /** How long it is left alone at most after it was overloaded and did not say for how long, ms. */
  readonly maxPauseMs: number;
  /** What a translation may take for half sentences to be translated too, ms; null: as of every translator. */
  readonly partialsUpToMs: number | null;
  /**
   * How long its translator waits for the other target languages of a text, to make one request of all of them, ms: they are handed to it at once.
   * Left out or 0: each is a request of its own.
   */
  readonly gatherMs?: number;
}

/** A direction of an engine, by the model that it takes for it. */
export interface ModelDirection extends LanguagePair {
  /** Which model: what was measured of one says nothing of another for the same languages. Left out: the engine has only one. */
  readonly model?: string;
  /** What is known of this very model beside what comes with the program. */
  readonly measured?: readonly ModelMeasurement[];
}

export interface TranslatorDescription<Settings extends z.ZodObject = z.ZodObject> extends EngineDescription<Translator, Settings> {
  readonly kind: 'translator';
  /**
   * What it would translate although it stays the same: it is given placeholders instead. All kinds for an engine of rules and dictionaries;
   * few for a neural one, which knows most by itself and reads placeholders less well, but loses signs that it was not taught: `scripts` and
   * `emoji`. Left out: none.
   */
  readonly fence?: readonly FenceKind[];
  /**
   * What becomes of terms of a glossary, and of names of people that `fence` leaves to the engine. `native`: it honours `terms` of a request
   * itself. `inline`: it leaves words of another language where they stand, mostly; it is given the words that the translation is to have, and
   * what it loses is given once more behind a placeholder. Left out: placeholders from the start.
   */
  readonly terms?: 'native' | 'inline';
  /**
   * Whether the same text has the same translation as long as model and settings are the same, so that it may be remembered. Left out: no,
   * as for a service, which may run another model at any time.
   */
  isRepeatable?(settings: z.output<Settings>): boolean;
  /**
   * Whether it verifies the files of its models itself before it loads them, each direction by itself, so that a damaged one takes no other with
   * it. Left out: all that `modelsFor` names are verified before it is opened.
   */
  readonly checksModels?: boolean;
  /** How much it is asked under these settings. Left out: all that comes, since it orders that itself. */
  pace?(settings: z.output<Settings>): ServicePace;
  /** Whether it is in the chain of translators as that comes. Only engines to which nothing has to be given that leaves this machine. */
  readonly byDefault?: boolean;
  /** What it translates under these settings, on this machine as it is now, of the same languages the best first; `any`: only the engine knows. */
  pairs(settings: z.output<Settings>, place: Pick<EngineContext, 'modelsDir'>): readonly ModelDirection[] | 'any';
  /**
   * What it translates at least once all that it needs is there: what is expected of it while something is missing. Left out: what `pairs` says.
   */
  readonly usualPairs?: readonly LanguagePair[];
  /**
   * The engine alone, for measurements: a text goes in as it is, and its answer comes out as it is. Left out: `open` gives no more than that.
   * Rejects as `open` does.
   */
  openBare?(settings: z.output<Settings>, context: EngineContext): Promise<BareTranslator>;
  /** Where models for further pairs can be had; left out: nowhere. They lie in a folder of the engine's name in the models directory. */
  readonly catalogue?: ModelCatalogue<Settings>;
}

export type AnyEngineDescription = VadDescription | SttDescription | TranslatorDescription;
