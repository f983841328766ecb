// Silero VAD: what it is, which model it needs, how it is opened.
import { join } from 'node:path';
import type { VadDescription } from '@subcam/shared';
import * as z from 'zod';

const FILE = 'silero_vad_v6.onnx';

/** Says nothing about whether it is there. */
export function sileroModelPath(modelsDir: string): string {
  return join(modelsDir, FILE);
}

const settings = z.object({});

export const silero: VadDescription<typeof settings> = {
  kind: 'vad',
  name: 'silero',
  title: 'Silero VAD v6',
  licence: 'MIT',
  settings,
  models: [
    {
      id: 'silero-vad-v6',
      title: 'Silero VAD v6 (speech or not)',
      licence: 'MIT (packaged under ISC)',
      languages: 'any',
      sources: [
        {
          type: 'npm',
          name: '@ricky0123/vad-web',
          version: '0.0.31',
          bytes: 5_471_324,
          sha256: 'd1a211cf1a2ed26297da52cc08de79e75d79838a274bfc6de546feb1f828c940',
          files: [
            {
              path: FILE,
              sha256: '1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3',
              source: 'dist/silero_vad_v6.onnx',
            },
          ],
        },
      ],
    },
  ],
  sdks: [{ name: 'onnxruntime-node', load: () => import('onnxruntime-node') }],
  modelsFor: () => silero.models,
  programsFor: () => [],
  leavesMachine: () => false,
  open: async (_settings, { modelsDir }) => {
    const { createSileroVad } = await import('./silero-vad.ts');
    return createSileroVad({ path: sileroModelPath(modelsDir) });
  },
};
