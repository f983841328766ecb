// An offered model, and where each of its files is to be had.
import type { LanguagePair, ModelCatalogue, ModelOffer, OfferedFile } from '@subcam/shared';
import type { ModelManifest } from '../lib/pulled-models.ts';
import type { PlacedFile } from './model-place.ts';

export interface PullableModel extends ModelOffer {
  locate(file: OfferedFile): PlacedFile;
}

/** A model that was pulled elsewhere, as an offer. */
export function manifestOffer(
  manifest: ModelManifest,
  { licence }: Pick<ModelCatalogue, 'licence'>,
  locate: (name: string) => PlacedFile,
): PullableModel {
  const { id, title, sourceLanguage, targetLanguage, version, architecture, channel } = manifest;
  const files = manifest.files.map(({ name, bytes, sha256 }) => ({
    name,
    location: name,
    bytes,
    sha256,
    installedBytes: bytes,
    installedSha256: sha256,
  }));
  return {
    id,
    title,
    sourceLanguage,
    targetLanguage,
    version,
    architecture,
    channel,
    files,
    licence: manifest.licence || licence,
    locate: ({ location }) => locate(location),
  };
}

/** `en-de`. */
export function pairName({ sourceLanguage, targetLanguage }: LanguagePair): string {
  return `${sourceLanguage}-${targetLanguage}`;
}
