// Health of each part of the daemon with its reasons, and whether it is ready for a meeting, which is another question than whether it lives.
import * as z from 'zod/mini';
import { defineRoute } from './route.ts';

export const HEALTH_PARTS = ['speech-detector', 'recogniser', 'translator', 'store', 'bots', 'clients'] as const;
export type HealthPart = (typeof HEALTH_PARTS)[number];

/** `degraded`: it does its work, with less than it should. `unhealthy`: it does not. */
export const PART_STATUSES = ['healthy', 'degraded', 'unhealthy'] as const;
const partStatus = z.enum(PART_STATUSES);
export type PartStatus = (typeof PART_STATUSES)[number];

const partHealth = z.object({
  service: z.enum(HEALTH_PARTS),
  status: partStatus,
  /** Sentences: why it is not healthy. */
  reasons: z.array(z.string()),
});
export type PartHealth = Readonly<z.infer<typeof partHealth>>;

const resource = 'health';

// Probes get a token that opens nothing else but figures; so nothing is told here but names of parts.
export const readyRoute = defineRoute({
  name: 'ready',
  method: 'GET',
  path: '/api/health/ready',
  scope: 'metrics',
  resource,
  summary: 'Whether a meeting could be heard, read and kept now. Whether the daemon lives is told by `/api/health`.',
  response: z.object({ status: z.literal('ready'), services: z.record(z.enum(HEALTH_PARTS), partStatus) }),
  refusals: [
    { code: 'engine-unavailable', when: 'A part without which nothing is heard, read or kept does not work; the message names it.' },
  ],
});

export const partHealthRoute = defineRoute({
  name: 'partHealth',
  method: 'GET',
  path: '/api/health/{service}',
  scope: 'read',
  resource,
  summary: 'How one part of the daemon is, with reasons.',
  params: z.object({ service: z.enum(HEALTH_PARTS) }),
  response: partHealth,
});
