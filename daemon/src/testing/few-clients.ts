// A gateway that a handful of clients use: its limits, and what it has where nothing is configured.
import { REQUEST_LIMITS } from './request-limits.ts';
import type { GatewayOptions } from '../gateway/index.ts';
import { NO_DATABASE_MOVE } from './no-database-move.ts';
import { NO_SETTINGS } from './no-settings.ts';
import { NO_UPLOADS } from './no-uploads.ts';
import { NO_WEBHOOKS } from './no-webhooks.ts';

export const FEW_CLIENTS = {
  ...REQUEST_LIMITS,
  maxWaitingBytes: 8_000_000,
  tokenDeadlineMs: 5_000,
  maxStrangers: 10,
  maxEndedBots: 10,
  maxBots: 10,
  maxBotsPerClient: 10,
  maxBotsPerRunner: 1,
  maxConnections: 100,
  maxConnectionsPerClient: 100,
  maxReaders: 100,
  maxReadersPerClient: 100,
  maxSubscriptions: 10,
};

type Configured = Pick<
  GatewayOptions,
  'databaseMove' | 'glossary' | 'settings' | 'storeMode' | 'translationCache' | 'translationWays' | 'uploads' | 'webhooks'
>;

export const NOTHING_CONFIGURED: Configured = {
  settings: NO_SETTINGS,
  glossary: { rows: () => [], version: () => '', change: () => Promise.reject(new Error('There is no glossary.')) },
  translationWays: () => [],
  translationCache: { state: () => ({ entries: 0, bytes: 0, hits: 0, misses: 0, hitRate: null }) },
  storeMode: 'disk',
  uploads: NO_UPLOADS,
  databaseMove: NO_DATABASE_MOVE,
  webhooks: NO_WEBHOOKS,
};
