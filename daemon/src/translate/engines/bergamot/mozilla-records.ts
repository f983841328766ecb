// The list of Mozilla's registry (collection translations-models, or translations-models-v2) -> the models that it offers.
import {
  isLanguageCode,
  MODEL_CHANNELS,
  SubcamError,
  type ModelChannel,
  type ModelOffer,
  type ModelVersion,
  type OfferedFile,
  type OfferedModels,
} from '@subcam/shared';
import * as z from 'zod';
import { channelOf } from './filter-expression.ts';
import { compareVersions, majorOf, READABLE_MAJORS } from './model-version.ts';

export const MOZILLA_LICENCE = 'MPL-2.0';

/** What each file is called once it is installed. Those of other types, such as `qualityModel`, are not needed. */
export const INSTALLED_NAMES: Readonly<Record<string, string>> = {
  model: 'model.bin',
  lex: 'shortlist.bin',
  vocab: 'vocabulary.spm',
  srcvocab: 'source-vocabulary.spm',
  trgvocab: 'target-vocabulary.spm',
};

/** Relative, and never up. */
const LOCATION = /^\w[\w.@+-]*(?:\/\w[\w.@+-]*)*$/;
const SHA256 = /^[0-9a-f]{64}$/i;

const listSchema = z.object({ data: z.array(z.unknown()) });

const language = z.string().refine(isLanguageCode, 'is no language');
const wordSchema = z.string().regex(/^[a-z][a-z0-9-]{0,40}$/i, 'is no plain word');
const size = z.coerce.number().pipe(z.int().min(1));
const sha256 = z
  .string()
  .regex(SHA256, 'is no SHA-256')
  .transform((hex) => hex.toLowerCase());

/** Both generations name languages differently; `fromLang` is the older one. Keys that are not named here are not read. */
const recordSchema = z
  .object({
    fromLang: language.optional(),
    sourceLanguage: language.optional(),
    toLang: language.optional(),
    targetLanguage: language.optional(),
    version: z.string().refine((version) => majorOf(version) !== null, 'is no version'),
    fileType: z.string(),
    architecture: wordSchema.nullish(),
    variant: wordSchema.nullish(),
    filter_expression: z.string().nullish(),
    name: z.string().default(''),
    last_modified: z.number().default(0),
    decompressedHash: sha256.nullish(),
    decompressedSize: size.nullish(),
    attachment: z.object({
      hash: sha256,
      size,
      location: z.string().regex(LOCATION, 'is no path below the address of the files'),
    }),
  })
  .transform((record, context) => {
    const sourceLanguage = record.sourceLanguage ?? record.fromLang;
    const targetLanguage = record.targetLanguage ?? record.toLang;
    if (sourceLanguage !== undefined && targetLanguage !== undefined) return { ...record, sourceLanguage, targetLanguage };
    context.addIssue('lacks a language');
    return z.NEVER;
  });

type ModelRecord = z.output<typeof recordSchema>;

/** Throws `network` for a document that is no such list. What can't be read or used in it is left out, each with a word. */
export function readMozillaRecords(list: unknown): OfferedModels {
  const parsed = listSchema.safeParse(list);
  if (!parsed.success) {
    throw new SubcamError('network', 'It answered with something else than a list of models: {"data": […]} was expected.');
  }
  const leftOut: string[] = [];
  const groups = new Map<string, ModelRecord[]>();
  for (const [index, raw] of parsed.data.data.entries()) {
    const record = recordSchema.safeParse(raw);
    if (!record.success) {
      const [issue] = record.error.issues;
      leftOut.push(`record ${nameOf(raw) ?? index}: ${[issue?.path.join('.'), issue?.message].filter(Boolean).join(' ')}`);
      continue;
    }
    if (!Object.hasOwn(INSTALLED_NAMES, record.data.fileType)) continue;
    const key = [keyOfPair(record.data), record.data.version, architectureOf(record.data)].join(' ');
    groups.set(key, [...(groups.get(key) ?? []), record.data]);
  }
  const offers: ModelOffer[] = [];
  for (const records of groups.values()) {
    const offer = offerOf(records);
    if (typeof offer === 'string') leftOut.push(offer);
    else offers.push(offer);
  }
  return { offers: offers.toSorted(byPairThenBest), leftOut };
}

/** Positive: `a` is to be preferred. The newest; of one version, the smaller architecture, which the publisher makes for most machines. */
export function compareOffers(a: ModelVersion, b: ModelVersion): number {
  const rank = ({ architecture }: ModelVersion): number => {
    const at = MOZILLA_ARCHITECTURES.indexOf(architecture);
    return at < 0 ? MOZILLA_ARCHITECTURES.length : at;
  };
  return compareVersions(a.version, b.version) || rank(b) - rank(a);
}

export const MOZILLA_ARCHITECTURES: readonly string[] = ['tiny', 'base-memory', 'base'];

/** `bergamot-en-de-3.0-tiny`. */
export function modelId(model: Pick<ModelOffer, 'sourceLanguage' | 'targetLanguage' | 'version' | 'architecture'>): string {
  return `bergamot-${model.sourceLanguage}-${model.targetLanguage}-${model.version}-${model.architecture}`.toLowerCase();
}

export function modelTitle(model: Pick<ModelOffer, 'sourceLanguage' | 'targetLanguage' | 'version' | 'architecture'>): string {
  return `Bergamot ${model.architecture}, ${model.sourceLanguage} to ${model.targetLanguage}, version ${model.version}`;
}

const keyOfPair = ({ sourceLanguage, targetLanguage }: ModelRecord): string => `${sourceLanguage}-${targetLanguage}`;

/** The first generation has no word for it, and its 1.x are all tiny. */
function architectureOf({ architecture, variant, version }: ModelRecord): string {
  const named = (architecture ?? (majorOf(version) === 1 ? 'tiny' : 'unknown')).toLowerCase();
  const more = variant?.toLowerCase() ?? named;
  return more === named ? named : `${named}-${more}`;
}

/** All of one pair, version and architecture; a sentence where they don't make a model. */
function offerOf(records: readonly ModelRecord[]): ModelOffer | string {
  const [first] = records;
  if (first === undefined) return 'a model without files';
  const { sourceLanguage, targetLanguage, version } = first;
  const architecture = architectureOf(first);
  const about = { sourceLanguage, targetLanguage, version, architecture };
  const called = `${keyOfPair(first)} ${version} ${architecture}`;
  const major = majorOf(version) ?? 0;
  if (major > READABLE_MAJORS.most) return `${called}: its format is later than this version of Subcam reads; update Subcam`;
  if (major < READABLE_MAJORS.least) return `${called}: its publisher calls it a trial`;
  const best = new Map<string, Candidate>();
  for (const record of records) {
    const channel = channelOf(record.filter_expression);
    if (channel === null) continue;
    const other = best.get(record.fileType);
    if (other === undefined || isBetter({ record, channel }, other)) best.set(record.fileType, { record, channel });
  }
  if (best.size === 0) return `${called}: it is not for a computer's present Firefox (${first.filter_expression ?? ''})`;
  // Two vocabularies, one a language, come in the place of one that both share.
  const hasBoth = best.has('srcvocab') && best.has('trgvocab');
  for (const type of hasBoth ? ['vocab'] : ['srcvocab', 'trgvocab']) best.delete(type);
  if (!best.has('model')) return `${called}: it lacks its model`;
  if (!hasBoth && !best.has('vocab')) return `${called}: it lacks its vocabulary`;
  const chosen = Object.entries(INSTALLED_NAMES).flatMap(([type, name]) => {
    const candidate = best.get(type);
    return candidate === undefined ? [] : [{ ...candidate, name }];
  });
  return {
    ...about,
    id: modelId(about),
    title: modelTitle(about),
    // Whoever is not on the channel of one of its files lacks that file.
    channel: MODEL_CHANNELS.findLast((channel) => chosen.some((one) => one.channel === channel)) ?? 'release',
    licence: MOZILLA_LICENCE,
    files: chosen.map(({ record, name }) => fileOf(record, name)),
  };
}

interface Candidate {
  readonly record: ModelRecord;
  readonly channel: ModelChannel;
}

/** Of two files of one type: the more widely published; the shortlist of the usual size; the one that was changed last. */
function isBetter(one: Candidate, other: Candidate): boolean {
  const byChannel = MODEL_CHANNELS.indexOf(one.channel) - MODEL_CHANNELS.indexOf(other.channel);
  if (byChannel !== 0) return byChannel < 0;
  const isUsual = ({ record }: Candidate): boolean => record.name.startsWith('lex.50.50.');
  if (isUsual(one) !== isUsual(other)) return isUsual(one);
  return one.record.last_modified > other.record.last_modified;
}

function fileOf({ attachment, decompressedHash, decompressedSize }: ModelRecord, name: string): OfferedFile {
  return {
    name,
    location: attachment.location,
    bytes: attachment.size,
    sha256: attachment.hash,
    installedBytes: decompressedSize ?? null,
    installedSha256: decompressedHash ?? null,
  };
}

function byPairThenBest(a: ModelOffer, b: ModelOffer): number {
  const pairOf = (offer: ModelOffer): string => `${offer.sourceLanguage} ${offer.targetLanguage}`;
  return pairOf(a) < pairOf(b) ? -1 : pairOf(a) > pairOf(b) ? 1 : -compareOffers(a, b);
}

function nameOf(raw: unknown): string | null {
  const known = z.object({ id: z.string().max(100), name: z.string().max(100).optional() }).safeParse(raw);
  return known.success ? (known.data.name ?? known.data.id) : null;
}
