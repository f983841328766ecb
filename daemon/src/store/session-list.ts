// A page of sessions -> the statement that reads it: the one that was opened last first, with what was counted of each.
import type { SessionPage } from '@subcam/shared';
import { and, desc, eq, gte, lt, sql, type Column, type SQL } from 'drizzle-orm';
import type { Database } from './database.ts';
import { storableText } from './storable-text.ts';

/** Columns of a session, as the port names them. */
export function sessionColumns({ sessions }: Database['tables']) {
  const { sessionId, meetingUrl, client, sourceLanguage, spoken, targetLanguages, twoWay, openedAtMs, closedAtMs } = sessions;
  return { sessionId, meetingUrl, client, sourceLanguage, spoken, targetLanguages, twoWay, openedAtMs, closedAtMs };
}

export function listSessions({ build, tables }: Database, { limit, after, ...page }: SessionPage) {
  const { sessions, sessionStatistics: counted } = tables;
  const { sinceMs, untilMs, meeting, language, idPrefix } = page;
  return build
    .select({
      ...sessionColumns(tables),
      finals: sql<number>`coalesce(${counted.finals}, 0)`.mapWith(Number),
      words: sql<number>`coalesce(${counted.words}, 0)`.mapWith(Number),
      speechMs: sql<number>`coalesce(${counted.speechMs}, 0.0)`.mapWith(Number),
      lastFinalAtMs: counted.lastFinalAtMs,
    })
    .from(sessions)
    .leftJoin(counted, eq(counted.sessionId, sessions.sessionId))
    .where(
      and(
        sinceMs === undefined ? undefined : gte(sessions.openedAtMs, sinceMs),
        untilMs === undefined ? undefined : lt(sessions.openedAtMs, untilMs),
        meeting === undefined ? undefined : has(sql`lower(${sessions.meetingUrl})`, meeting.toLowerCase()),
        language === undefined ? undefined : hasLanguage(tables, language),
        idPrefix === undefined ? undefined : beginsWith(sessions.sessionId, idPrefix),
        after === undefined ? undefined : sql`(${sessions.openedAtMs}, ${sessions.sessionId}) < (${after.openedAtMs}, ${after.sessionId})`,
      ),
    )
    .orderBy(desc(sessions.openedAtMs), desc(sessions.sessionId))
    .limit(limit);
}

/** Nothing in the text is an operator. */
function has(value: SQL, text: string): SQL {
  const pattern = `%${storableText(text).replaceAll(/[\\%_]/gu, String.raw`\$&`)}%`;
  return sql`${value} like ${pattern} escape ${'\\'}`;
}

function beginsWith(value: Column, text: string): SQL {
  const beginning = storableText(text);
  return sql`substr(${value}, 1, ${Array.from(beginning).length}) = ${beginning}`;
}

/** What was asked for, and what was heard. */
function hasLanguage({ sessions, transcripts }: Database['tables'], given: string): SQL {
  const language = storableText(given);
  const listed = JSON.stringify(language);
  const isHeard = sql`exists (select 1 from ${transcripts} where ${transcripts.sessionId} = ${sessions.sessionId} and ${transcripts.language} = ${language})`;
  return sql`(${sessions.sourceLanguage} = ${language}
    or ${has(sql`cast(${sessions.spoken} as text)`, listed)} or ${has(sql`cast(${sessions.targetLanguages} as text)`, listed)} or ${isHeard})`;
}
