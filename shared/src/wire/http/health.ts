// Health: whether the daemon lives, and to who may read what it runs; its engines also to who captures.
import * as z from 'zod/mini';
import { engineSet, omissionCounts, sessionState, trouble } from '../daemon-messages.ts';
import { botStatus } from './bots.ts';
import { defineRoute } from './route.ts';

const alive = z.object({ status: z.literal('ok') });

/** What health tells of a session beyond its state. */
const sessionHealth = z.intersection(
  sessionState,
  z.object({
    /** Whether participants are being sent the tile, as a sentence. */
    tileText: z.string(),
  }),
);

/** How a pair of languages is translated, and what was measured of that way with these models; null where nothing was. */
const translationWay = z.object({
  sourceLanguage: z.string(),
  targetLanguage: z.string(),
  /** Engines in their order, with a plus between them. */
  route: z.string(),
  /** The language between two engines; null: there is none. */
  via: z.nullable(z.string()),
  /** Of each engine; null: it has only one. */
  models: z.readonly(z.array(z.nullable(z.string()))),
  /** Name of the sentences that were measured; only scores of the same ones can be compared. */
  testSet: z.nullable(z.string()),
  /** 0–100. */
  chrf2: z.nullable(z.number()),
  /** From asking for a sentence to its translation, ms, the median. */
  p50Ms: z.nullable(z.number()),
  /** Megabytes that daemon and programs take more while it is in use. */
  memoryMb: z.nullable(z.number()),
});

const fullHealth = z.object({
  status: z.literal('ok'),
  version: z.string(),
  protocolVersion: z.number(),
  /** Those in use now. */
  engines: engineSet,
  /** Of each pair of languages that can be translated here, the best way. */
  translationWays: z.array(translationWay),
  /** What translations have as it is set down. */
  glossary: z.object({ terms: z.number(), version: z.string() }),
  /** Sentences that were translated before; bytes in memory; the share of those found among those asked for, null before the first. */
  translationCache: z.object({
    entries: z.number(),
    bytes: z.number(),
    hits: z.number(),
    misses: z.number(),
    hitRate: z.nullable(z.number()),
  }),
  /** `memory`: what was said is lost with the daemon. */
  storeMode: z.enum(['disk', 'memory']),
  /** null: the store takes what is to be kept, as far as is known. */
  storageTrouble: z.nullable(trouble),
  /** Segments of all sessions since the daemon's start of which something is not shown, by reason. */
  omissions: omissionCounts,
  /** How many people talk now in all sessions, and how many may talk at once without a pause before captions come late; null: not known. */
  talk: z.object({ talkers: z.number(), follows: z.nullable(z.number()) }),
  sessions: z.array(sessionHealth),
  bots: z.array(botStatus),
});
/** What health tells to who may read. */
export type FullHealth = z.infer<typeof fullHealth>;

export const healthRoute = defineRoute({
  name: 'health',
  method: 'GET',
  path: '/api/health',
  scope: 'read',
  anonymousToo: true,
  resource: 'health',
  summary: 'Whether the daemon lives; with a token also its version, its engines, sessions and bots.',
  response: z.union([fullHealth, alive]),
});

export const enginesRoute = defineRoute({
  name: 'engines',
  method: 'GET',
  path: '/api/engines',
  scope: 'any',
  resource: 'health',
  summary: 'The engines in use now: which languages are heard, and to whom sound and words go.',
  response: z.object({ engines: engineSet }),
});
