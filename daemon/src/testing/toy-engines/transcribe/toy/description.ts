// A recogniser as a newcomer would add it, for the test that proves that nothing else has to be touched: it hears one thing in everything.
import { SubcamError, type SttDescription } from '@subcam/shared';
import * as z from 'zod';

const settings = z.object({
  words: z.string().min(1).default('The toy has heard somebody speak').meta({
    description: 'What the toy hears',
    flag: 'toy-words',
  }),
  voice: z.boolean().default(false).meta({ description: 'Whether the toy needs its voice pack' }),
});

export const toy: SttDescription<typeof settings> = {
  kind: 'stt',
  name: 'toy',
  title: 'Toy recogniser',
  licence: 'Apache-2.0',
  settings,
  models: [
    {
      id: 'toy-voice',
      title: 'Voice pack of the toy',
      licence: 'CC0-1.0',
      languages: ['en'],
      sources: [{ type: 'url', url: 'http://127.0.0.1:9/toy.bin', bytes: 3, sha256: '0'.repeat(64), path: 'toy/toy.bin' }],
    },
  ],
  sdks: [],
  languages: () => ['en'],
  modelsFor: ({ voice }) => (voice ? toy.models : []),
  programsFor: () => [],
  leavesMachine: () => false,
  open: ({ words }) => {
    const engine = { name: 'toy', model: 'tin' };
    return Promise.resolve({
      info: engine,
      languages: ['en'],
      transcribe: (_request, signal) => {
        if (signal.aborted) return Promise.reject(new SubcamError('aborted', 'The toy was stopped.', { cause: signal.reason }));
        return Promise.resolve({ text: words, language: 'en', confidence: 1, engine });
      },
      close: () => Promise.resolve(),
    });
  },
};
