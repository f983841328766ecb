// What somebody asks to pull, by pair or by id -> which of the models that there are.
import { isLanguageCode, MODEL_CHANNELS, SubcamError, type LanguagePair, type ModelCatalogue, type ModelChannel } from '@subcam/shared';
import { mayBe, readPlainModel, type PlainModel } from './model-folders.ts';
import type { PullableModels } from './offered-models.ts';
import { pairName, type PullableModel } from './pullable-model.ts';

export interface Wish {
  readonly architecture?: string | undefined;
  /** Models of this channel and of the more stable ones. */
  readonly channel: ModelChannel;
}

/** What a model is called of which nobody says the version: older than all that say it. */
const UNKNOWN_VERSION = 'local';
const UNKNOWN_ARCHITECTURE = 'unknown';

/** How many names a message lists. */
const MAX_LISTED = 12;

/** Those of `channel`: a model of a less stable one is only had by its id. */
export function isOnChannel(model: Pick<PullableModel, 'channel'>, channel: ModelChannel): boolean {
  return MODEL_CHANNELS.indexOf(model.channel) <= MODEL_CHANNELS.indexOf(channel);
}

/** Rejects with `configuration` for a name that stands for nothing there, saying what there is, and `storage`. */
export async function chooseModel(
  name: string,
  wish: Wish,
  { there, catalogue, engine }: { readonly there: PullableModels; readonly catalogue: ModelCatalogue; readonly engine: string },
): Promise<PullableModel> {
  const wanted = name.toLowerCase();
  const byId = there.models.find(({ id }) => id === wanted);
  if (byId !== undefined) return byId;
  const ofPair = there.models.filter((model) => pairName(model).toLowerCase() === wanted && isOnChannel(model, wish.channel));
  const fitting = ofPair.filter(({ architecture }) => wish.architecture === undefined || architecture === wish.architecture);
  const [best] = fitting.toSorted((a, b) => -catalogue.compare(a, b));
  if (best !== undefined) return best;
  if (ofPair.length > 0) {
    const architectures = [...new Set(ofPair.map(({ architecture }) => architecture))];
    throw new SubcamError(
      'configuration',
      `There is no ${wish.architecture ?? ''} model for ${name} in ${there.from}; there is: ${architectures.join(', ')}.`,
    );
  }
  const pair = pairOf(name);
  const plain = pair === null ? [] : there.plain.filter((model) => mayBe(model, pair));
  const [only, second] = plain;
  if (pair !== null && only !== undefined) {
    if (second !== undefined) {
      throw new SubcamError(
        'configuration',
        `Several folders may hold ${name}: name one of ${plain.map(({ folder }) => folder).join(', ')} with --from.`,
      );
    }
    return plainOffer(only, { ...pair, architecture: wish.architecture ?? UNKNOWN_ARCHITECTURE }, { catalogue, engine });
  }
  throw new SubcamError('configuration', whatThereIs(name, there, wish));
}

/** `en-de`, `EN-DE`, `en-zh-Hans`: the first division of which both sides are languages. */
function pairOf(name: string): LanguagePair | null {
  const parts = name.split('-');
  const codeOf = ([language = '', ...rest]: readonly string[]): string => [language.toLowerCase(), ...rest].join('-');
  for (let at = 1; at < parts.length; at += 1) {
    const [sourceLanguage, targetLanguage] = [codeOf(parts.slice(0, at)), codeOf(parts.slice(at))];
    if (isLanguageCode(sourceLanguage) && isLanguageCode(targetLanguage)) return { sourceLanguage, targetLanguage };
  }
  return null;
}

async function plainOffer(
  plain: PlainModel,
  pair: LanguagePair & { readonly architecture: string },
  { catalogue, engine }: { readonly catalogue: ModelCatalogue; readonly engine: string },
): Promise<PullableModel> {
  const files = await readPlainModel(plain);
  const urls = new Map(files.map(({ name, url }) => [name, url]));
  const version = UNKNOWN_VERSION;
  const id = [engine, pairName(pair), version, pair.architecture].join('-').toLowerCase();
  return {
    ...pair,
    id,
    title: `${id}, from a folder`,
    version,
    channel: 'release',
    licence: `not said; of the publisher's own: ${catalogue.licence}`,
    files,
    locate: ({ name, location }) => ({ url: urls.get(name) ?? new URL(location), headers: {} }),
  };
}

function whatThereIs(name: string, { from, models, plain, leftOut }: PullableModels, { channel }: Wish): string {
  const why = leftOut.filter((entry) => entry.toLowerCase().startsWith(`${name.toLowerCase()} `));
  if (why.length > 0) return `There is no model for ${name} in ${from} that can be used: ${why.slice(0, MAX_LISTED).join('; ')}.`;
  const there = models.filter((model) => isOnChannel(model, channel));
  const pairs = [...new Set(there.map(pairName))];
  const pair = pairOf(name);
  if (pair === null && pairs.length > 0) {
    return `"${name}" is neither a pair of languages such as en-de nor the id of a model; "subcam models list --remote" lists those that there are.`;
  }
  if (pairs.length === 0) {
    const hints = plain.flatMap(({ hint }) => (hint === null ? [] : [hint]));
    return `There is no model for ${name} in ${from}${hints.length === 0 ? '' : `; by their names, the files there are for ${hints.join(', ')}`}.`;
  }
  const half = (language: string, side: keyof LanguagePair): readonly string[] =>
    there.filter((model) => model[side].toLowerCase() === language.toLowerCase()).map(pairName);
  const { sourceLanguage = '', targetLanguage = '' } = pair ?? {};
  const [first, second] = [`${sourceLanguage}-en`, `en-${targetLanguage}`];
  if (pairs.includes(first) && pairs.includes(second)) {
    return `There is no model for ${name} in ${from}, but a way through English: "subcam models pull ${first} ${second}".`;
  }
  const near = [...new Set([...half(sourceLanguage, 'sourceLanguage'), ...half(targetLanguage, 'targetLanguage')])];
  const listed = near.length === 0 ? pairs : near;
  const more = listed.length > MAX_LISTED ? ' …; "subcam models list --remote" lists all' : '';
  return `There is no model for ${name} in ${from}; there is: ${listed.slice(0, MAX_LISTED).join(', ')}${more}.`;
}
