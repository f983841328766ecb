// Engines that exist in tests alone: one has a secret, a nested group and a list, and two of different kinds share a name.
import * as z from 'zod';
import type { ConfigurableEngines } from '../config/index.ts';

export const SAMPLE_ENGINES: ConfigurableEngines = {
  vad: [],
  stt: [
    {
      name: 'cloud',
      title: 'A recogniser elsewhere',
      settings: z.object({
        apiKey: z.string().default('').meta({ description: 'Key of the account', secret: true }),
        keys: z.array(z.string().min(20)).default([]).meta({ description: 'Further keys', secret: true }),
        models: z.array(z.string()).default(['small']).meta({ description: 'Tried in this order' }),
        ports: z.array(z.int().min(1).max(65_535)).default([]).meta({ description: 'Ports of it' }),
        retry: z
          .object({
            tries: z.int().min(1).max(9).default(3).meta({ description: 'How often', flag: 'cloud-tries', valueHint: 'N' }),
            isPatient: z.boolean().default(false).meta({ description: 'Whether it waits longer' }),
          })
          .prefault({}),
      }),
    },
    { name: 'local', title: 'A recogniser here', settings: z.object({}) },
  ],
  translator: [
    {
      name: 'cloud',
      title: 'A translator elsewhere',
      byDefault: true,
      settings: z.object({
        url: z
          .url({ protocol: /^https?$/ })
          .default('http://127.0.0.1:7')
          .meta({ description: 'Its address' }),
      }),
    },
  ],
};
