// Passages in a tsvector with a GIN index (https://www.postgresql.org/docs/current/datatype-textsearch.html): the same tokens as in SQLite, which no
// parser of the server takes apart again.
import { inArray, sql, type SQL } from 'drizzle-orm';
import { passageTokens } from '../schema.postgres.ts';
import { preparedInsert } from '../prepared.ts';
import { storing, type Work } from '../work.ts';
import type { Phrase } from './query.ts';
import type { Tables } from '../tables.ts';
import type { NewPassage, PassageQuery, SearchIndex } from './search-index.ts';
import { isSpokenBy } from './spoken-by.ts';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';

const newPassages = preparedInsert<
  SQLiteTable & { readonly $inferInsert: { readonly passageId: number; readonly tokens: string } },
  unknown
>(
  'new_search_rows',
  // Typed as those of SQLite, as all tables are.
  () => passageTokens as never,
  (insert) => insert,
);

/** Places beyond are all taken for this one. */
const LAST_PLACE = 16_383;

/** No token of a text has a colon. Quotes and backslashes are doubled, as they are written in a tsvector. */
function scopeLexeme(kind: 'l' | 's', name: string): string {
  return `'${kind}:${name.replaceAll(/['\\]/gu, '$&$&')}'`;
}

function vectorOf({ tokens, sessionId, language }: NewPassage): string {
  const words = tokens.map((token, index) => `'${token}':${Math.min(index + 1, LAST_PLACE)}`);
  return [scopeLexeme('s', sessionId), scopeLexeme('l', language), ...words].join(' ');
}

function phraseOf({ tokens, isPrefix }: Phrase): string {
  const words = tokens.map((token, index) => `'${token}'${isPrefix && index === tokens.length - 1 ? ':*' : ''}`);
  return `(${words.join(' <-> ')})`;
}

function expressionOf({ phrases, sessionId, language }: PassageQuery): string {
  return [
    ...(sessionId === undefined ? [] : [scopeLexeme('s', sessionId)]),
    ...(language === undefined ? [] : [scopeLexeme('l', language)]),
    ...new Set(phrases.map(phraseOf)),
  ].join(' & ');
}

export function postgresSearch(raw: (statement: SQL) => unknown, tables: Tables): SearchIndex {
  return {
    adding: (passages) =>
      storing(
        newPassages,
        passages.map((passage) => ({ passageId: passage.passageId, tokens: vectorOf(passage) })),
      ),
    remove: function* (passageIds): Work<void> {
      yield {
        statement: raw(sql`delete from ${passageTokens} where ${inArray(passageTokens.passageId, [...passageIds])}`),
        answers: 'count',
      };
    },
    find: function* (query): Work<readonly number[]> {
      const isBefore = query.before === undefined ? sql`` : sql`and passage_id < ${query.before}`;
      const isTheirs = query.speaker === undefined ? sql`` : sql`and ${isSpokenBy(tables, query.speaker, sql`${passageTokens.passageId}`)}`;
      const statement = raw(
        sql`select passage_id as id from ${passageTokens} where tokens @@ ${expressionOf(query)}::tsquery ${isBefore} ${isTheirs} order by passage_id desc limit ${query.limit}`,
      );
      // The driver gives numbers of 64 bits as texts.
      const found = (yield { statement, answers: 'rows' }) as readonly { readonly id: string }[];
      return found.map(({ id }) => Number(id));
    },
  };
}
