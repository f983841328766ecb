// The tables, as all work with them: both schemas have them under these names, with the same rows.
import type { BaseSQLiteDatabase } from 'drizzle-orm/sqlite-core';
import type * as schema from './schema.sqlite.ts';
import type * as webhookSchema from './webhook-tables.sqlite.ts';

export type Tables = Pick<
  typeof schema,
  | 'audioSpans'
  | 'captures'
  | 'correlationEffectiveness'
  | 'correlations'
  | 'events'
  | 'participants'
  | 'passages'
  | 'sessionOverview'
  | 'sessionStatistics'
  | 'sessions'
  | 'speakerIdentities'
  | 'speakerStatistics'
  | 'transcripts'
  | 'translationQuality'
  | 'translations'
> &
  Pick<typeof webhookSchema, 'webhookDeliveries' | 'webhooks'>;

/** What builds statements. Both dialects have it under the same names; the types are those of SQLite. */
export type Builders = Pick<BaseSQLiteDatabase<'async', unknown>, 'delete' | 'insert' | 'select' | 'selectDistinct' | 'update'>;
