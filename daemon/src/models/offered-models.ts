// A published list, a mirror of it or a folder with models -> what can be pulled from there, and where each file of it lies.
import path from 'node:path';
import { SubcamError, type Clock, type ModelCatalogue } from '@subcam/shared';
import { MANIFEST_FILE, parseManifest } from '../lib/pulled-models.ts';
import { findModelFolders, type ModelFolders, type PlainModel } from './model-folders.ts';
import { openModelPlace, readDocument, type ModelPlace } from './model-place.ts';
import { manifestOffer, type PullableModel } from './pullable-model.ts';

/** How many of the things that can't be used a message lists. */
const MAX_LISTED = 5;

export interface PullableModels {
  /** Address of the list, or the folder. */
  readonly from: string;
  readonly models: readonly PullableModel[];
  /** Folders that hold one model each without saying of which version; their files are read when one is taken. */
  readonly plain: readonly PlainModel[];
  /** What is there and can't be offered, each in a sentence without its full stop. */
  readonly leftOut: readonly string[];
}

export interface ListOptions {
  readonly catalogue: ModelCatalogue;
  /** Those of the engine whose catalogue it is. */
  readonly settings: Record<string, unknown>;
  /** A folder, or an http(s) address; left out: the settings say where. */
  readonly from?: string | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Rejects with `network` for a list that can't be had or is none, `configuration` for a place that holds no models, `storage`, `aborted`. */
export async function listPullableModels(options: ListOptions): Promise<PullableModels> {
  return options.from === undefined ? publishedModels(options) : modelsAt(options.from, options);
}

async function publishedModels({ catalogue, settings, clock, signal }: ListOptions): Promise<PullableModels> {
  const { list, files } = catalogue.addresses(settings);
  const place = await openModelPlace(files, { clock, signal });
  const advice = 'check the network and the setting registryUrl of the engine ("subcam config"), or name a folder or a mirror with --from';
  let text: string | null;
  try {
    text = await readDocument({ url: new URL(list), headers: {} }, { clock, signal });
  } catch (error) {
    if (!(error instanceof SubcamError)) throw error;
    throw new SubcamError('network', `The list of models can't be had: ${error.message} Please ${advice}.`, { cause: error });
  }
  if (text === null) throw new SubcamError('network', `There is no list of models at ${shown(list)}: ${advice}.`);
  return readList(text, { catalogue, place, title: shown(list), from: shown(list) });
}

async function modelsAt(from: string, { catalogue, clock, signal }: ListOptions): Promise<PullableModels> {
  // The list itself may be named: what counts is where it lies.
  const list = catalogue.listPaths.toSorted((a, b) => b.length - a.length).find((listPath) => from.endsWith(`/${listPath}`));
  const place = await openModelPlace(list === undefined ? from : from.slice(0, -list.length), { clock, signal });
  for (const listPath of catalogue.listPaths) {
    const text = await place.read(listPath);
    if (text !== null) return readList(text, { catalogue, place, title: `${place.title}, ${listPath},`, from: place.title });
  }
  const described = place.folder === null ? await describedModel(place, catalogue) : await findModelFolders(place.folder, catalogue);
  if (described.models.length + described.plain.length > 0) return { from: place.title, ...described };
  const more = described.leftOut.length > MAX_LISTED ? `; and ${described.leftOut.length - MAX_LISTED} more` : '';
  const listed = described.leftOut.slice(0, MAX_LISTED).join('; ');
  const why = listed === '' ? '' : ` What is there can't be used: ${listed}${more}.`;
  throw new SubcamError(
    'configuration',
    `${place.title} holds no models: it needs a list (${catalogue.listPaths[0] ?? ''}) with the files at their locations, a folder that "subcam models pull" made on another machine, or the three files of one direction.${why}`,
  );
}

interface ListPlace {
  readonly catalogue: ModelCatalogue;
  readonly place: ModelPlace;
  /** For messages. */
  readonly title: string;
  readonly from: string;
}

function readList(text: string, { catalogue, place, title, from }: ListPlace): PullableModels {
  const refuse = (why: string, cause: unknown): SubcamError =>
    new SubcamError('network', `${title} is no list of models: ${why}`, { cause });
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw refuse('it is no JSON. Is this the right address?', error);
  }
  try {
    const { offers, leftOut } = catalogue.read(document);
    const models = offers.map((offer): PullableModel => ({ ...offer, locate: ({ location }) => place.locate(location) }));
    return { from, models, plain: [], leftOut };
  } catch (error) {
    if (error instanceof SubcamError) throw refuse(error.message, error);
    throw error;
  }
}

/** A web server does not say which folders it has: one model with its manifest, at the address itself. */
async function describedModel(place: ModelPlace, catalogue: ModelCatalogue): Promise<ModelFolders> {
  const text = await place.read(MANIFEST_FILE);
  if (text === null) return { models: [], plain: [], leftOut: [] };
  const manifest = parseManifest(text);
  if (typeof manifest === 'string') return { models: [], plain: [], leftOut: [`${path.posix.basename(place.title)}: ${manifest}`] };
  return {
    models: [manifestOffer(manifest, catalogue, (name) => place.locate(name))],
    plain: [],
    leftOut: [],
  };
}

/** Without who asks. */
function shown(address: string): string {
  const url = new URL(address);
  url.username = '';
  url.password = '';
  return url.href;
}
