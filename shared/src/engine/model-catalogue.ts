// More models than an engine comes with: what a published list offers, one model for each pair of languages, version and architecture.
import type * as z from 'zod';
import type { LanguagePair } from '../language/language.ts';
import type { ModelEntry } from './model-entry.ts';

/** Who a model is published for; each is also offered to those after it. */
export const MODEL_CHANNELS = ['release', 'beta', 'nightly'] as const;

export type ModelChannel = (typeof MODEL_CHANNELS)[number];

/** One file of an offered model. Where it is packed (gzip or zstd) is told by its first bytes. */
export interface OfferedFile {
  /** Its name in the folder of the model, once it is installed. */
  readonly name: string;
  /** Relative to where the files of the list lie, with forward slashes, and never up. */
  readonly location: string;
  /** Size and hex SHA-256 of what is fetched. */
  readonly bytes: number;
  readonly sha256: string;
  /** Size and hex SHA-256 of what is installed; null: they are not published. */
  readonly installedBytes: number | null;
  readonly installedSha256: string | null;
}

/** One direction of translation in one version and architecture. */
export interface ModelOffer extends LanguagePair {
  /** Unique among the models of all engines. */
  readonly id: string;
  readonly title: string;
  /** As it is published, e.g. `3.0`. */
  readonly version: string;
  /** e.g. `tiny`, `base-memory`. */
  readonly architecture: string;
  readonly channel: ModelChannel;
  readonly licence: string;
  readonly files: readonly OfferedFile[];
}

export interface OfferedModels {
  /** The best of a pair first. Several architectures, and versions of other channels, stand side by side. */
  readonly offers: readonly ModelOffer[];
  /** What stands in the list and can't be offered, each in a sentence without its full stop. */
  readonly leftOut: readonly string[];
}

/** A model of the description that translates a pair, so that no list has to be asked for it. */
export interface PackagedPair extends LanguagePair {
  readonly model: ModelEntry;
}

/** A model whose files lie in a folder. */
export interface InstalledModel extends LanguagePair {
  readonly version: string;
  readonly architecture: string;
  /** Absolute. */
  readonly folder: string;
  /** In that folder. */
  readonly files: readonly { readonly name: string }[];
}

/**
 * Loads a model as its engine would, and lets it go again. null: it can be loaded. Otherwise why not, without a full stop: files that came as they
 * were published may be of no model that the engine reads. Rejects with `aborted`, and `engine-failed` where nothing could be tried.
 */
export type TryModel = (model: InstalledModel, signal: AbortSignal) => Promise<string | null>;

/** Where models for further pairs are published, and how what is published is read. Fetches nothing itself. */
export interface ModelCatalogue<Settings extends z.ZodObject = z.ZodObject> {
  readonly licence: string;
  readonly packaged: readonly PackagedPair[];
  /** Architectures that the publisher names, the one that is taken where nobody chooses first. */
  readonly architectures: readonly string[];
  /** Under these settings: the address of the list, and the one below which its files lie. */
  addresses(settings: z.output<Settings>): { readonly list: string; readonly files: string };
  /** Where a copy of the list may lie in a folder, or below an address, that holds its files too. */
  readonly listPaths: readonly string[];
  /** Reads a list. Throws `network` for a document that is none. */
  read(list: unknown): OfferedModels;
  /** What the files of a folder are called once they are installed; null: they are not those of one model. `name`s are without a suffix of packing. */
  recognise(names: readonly string[]): ReadonlyMap<string, string> | null;
  /** About half a second and 300 MB in a thread of its own. */
  readonly tryModel: TryModel;
  /** Positive: the first is to be preferred. Compares `version` and `architecture` of models of one pair. */
  compare(a: ModelVersion, b: ModelVersion): number;
}

export interface ModelVersion {
  readonly version: string;
  readonly architecture: string;
}
