// A folder -> the models in it and below: those that were pulled on another machine, and plain files of one direction.
import { readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { isLanguageCode, type LanguagePair, type ModelCatalogue, type OfferedFile } from '@subcam/shared';
import { fileSha256 } from '../lib/file-sha256.ts';
import { MANIFEST_FILE, parseManifest } from '../lib/pulled-models.ts';
import { manifestOffer, pairName, type PullableModel } from './pullable-model.ts';

/** `bergamot/en-de/3.0-tiny` below a copied models directory, and one more above it. */
const MAX_DEPTH = 4;

/** So that a whole disk is not searched because somebody named its root. */
const MAX_FOLDERS = 2_000;

/** Endings of packed files. */
const PACKED = /\.(?:gz|zst)$/;

/** The files of one direction that lie together and say nothing of their version. */
export interface PlainModel {
  /** Absolute. */
  readonly folder: string;
  /** What the names of files and folder say of the direction, e.g. `ende`; null: nothing. */
  readonly hint: string | null;
  /** From names there to names when installed. */
  readonly files: ReadonlyMap<string, string>;
}

export interface ModelFolders {
  /** The best first. */
  readonly models: readonly PullableModel[];
  readonly plain: readonly PlainModel[];
  /** Each a sentence without its full stop. */
  readonly leftOut: readonly string[];
}

/** Looks at names alone, and reads manifests. Folders and files that can't be read are as good as not there. */
export async function findModelFolders(root: string, catalogue: ModelCatalogue): Promise<ModelFolders> {
  const models: PullableModel[] = [];
  const plain: PlainModel[] = [];
  const leftOut: string[] = [];
  const waiting: { readonly folder: string; readonly depth: number }[] = [{ folder: root, depth: 0 }];
  for (let seen = 0; seen < MAX_FOLDERS; seen += 1) {
    const next = waiting.shift();
    if (next === undefined) break;
    const { folder, depth } = next;
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    const names = entries.filter((entry) => entry.isFile() || entry.isSymbolicLink()).map(({ name }) => name);
    if (names.includes(MANIFEST_FILE)) {
      const manifest = parseManifest(await readFile(path.join(folder, MANIFEST_FILE), 'utf8').catch(() => ''));
      if (typeof manifest === 'string') leftOut.push(`${folder}: ${manifest}`);
      else models.push(manifestOffer(manifest, catalogue, (name) => ({ url: pathToFileURL(path.join(folder, name)), headers: {} })));
      continue;
    }
    const files = recognise(names, catalogue);
    if (files !== null) plain.push({ folder, hint: hintOf([...files.keys()], folder), files });
    if (depth === MAX_DEPTH) continue;
    const below = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name);
    waiting.push(...below.toSorted().map((name) => ({ folder: path.join(folder, name), depth: depth + 1 })));
  }
  return { models: models.toSorted((a, b) => -catalogue.compare(a, b)), plain, leftOut };
}

/** Names with their endings of packing. */
function recognise(names: readonly string[], catalogue: ModelCatalogue): ReadonlyMap<string, string> | null {
  const byPlainName = new Map(names.map((name) => [name.replace(PACKED, ''), name]));
  const found = catalogue.recognise([...byPlainName.keys()]);
  return found === null ? null : new Map([...found].map(([name, installed]) => [byPlainName.get(name) ?? name, installed]));
}

/** `model.ende.intgemm.alphas.bin` says `ende`; else a folder `en-de` or `ende` does. */
function hintOf(files: readonly string[], folder: string): string | null {
  const inName = files.map((name) => /^(?:model|vocab)\.(?<pair>[a-z]{4,6}|[a-z]{2,3}-[a-z]{2,3})\./.exec(name)?.groups?.['pair']);
  const named = inName.find((pair) => pair !== undefined);
  if (named !== undefined) return named;
  const base = path.basename(folder);
  const [source = '', target = '', ...rest] = base.split('-');
  const isPair = isLanguageCode(source) && isLanguageCode([target, ...rest].join('-'));
  return isPair || /^[a-z]{4}$/.test(base) ? base : null;
}

/** Whether a folder may be of that direction: its names say so, or say nothing. */
export function mayBe({ hint }: PlainModel, pair: LanguagePair): boolean {
  if (hint === null) return true;
  const plainly = (text: string): string => text.replaceAll('-', '').toLowerCase();
  return plainly(hint) === plainly(pairName(pair));
}

/** Its files with their sizes and hashes, as they lie there. Rejects with `storage` when one can't be read. */
export async function readPlainModel({ folder, files }: PlainModel): Promise<readonly (OfferedFile & { readonly url: URL })[]> {
  const read: (OfferedFile & { readonly url: URL })[] = [];
  for (const [location, name] of files) {
    const file = path.join(folder, location);
    const sha256 = (await fileSha256(file)) ?? '';
    const { size: bytes } = await stat(file);
    read.push({ name, location, bytes, sha256, installedBytes: null, installedSha256: null, url: pathToFileURL(file) });
  }
  return read;
}
