// Moonshine tiny, in worker threads of the daemon: what it is, which model it needs, how it is opened.
import { availableParallelism } from 'node:os';
import type { SttDescription } from '@subcam/shared';
import * as z from 'zod';
import { MOONSHINE_TINY, moonshinePaths } from './moonshine-model.ts';

const settings = z.object({
  workers: z.int().min(1).max(64).nullable().default(null).meta({
    description: 'Threads that read at once, each 100 to 200 MB; null: one for every two cores, at least two',
    variable: 'SUBCAM_STT_WORKERS',
    flag: 'stt-workers',
  }),
  idleSeconds: z.number().min(1).max(86_400).default(60).meta({
    description: 'A thread beyond the first ends when it had nothing to read for so many seconds',
  }),
  // With one of each stream of 100 sessions of one client there is room for as many of others.
  maxWaiting: z.int().min(2).max(100_000).default(512).meta({
    description: 'Readings that may wait for a thread, half of them of one client; past it a reading is refused, and asked for again',
  }),
});

/**
 * Two workers keep partials and finals of one meeting apart (each runs one thread; a second thread in a worker costs twice the
 * CPU for no gain); a larger machine gets one for every two cores.
 */
function defaultWorkers(): number {
  return Math.max(2, Math.floor(availableParallelism() / 2));
}

export const moonshine: SttDescription<typeof settings> = {
  kind: 'stt',
  name: 'moonshine',
  title: 'Moonshine tiny (English)',
  licence: 'MIT; ONNX Runtime MIT',
  settings,
  models: [MOONSHINE_TINY],
  sdks: [{ name: 'onnxruntime-node', load: () => import('onnxruntime-node') }],
  languages: () => ['en'],
  modelsFor: () => [MOONSHINE_TINY],
  programsFor: () => [],
  leavesMachine: () => false,
  open: async ({ workers, idleSeconds, maxWaiting }, { modelsDir, measure }) => {
    const { createMoonshineStt } = await import('./moonshine-stt.ts');
    return createMoonshineStt({
      paths: moonshinePaths(modelsDir),
      workers: workers ?? defaultWorkers(),
      idleMs: idleSeconds * 1000,
      maxWaiting,
      measure,
    });
  },
};
