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

const newPassages = preparedInsert<SQLiteTable & { readonly $inferInsert: { readonly passageId: number; readonly tokens: string } }>(
  'new_search_rows',
  // Typed as those of SQLite, as all tables are.
  () => passageTokens as never,
  (insert) => insert,
);

/**
 * So many of the newest passages are read through before the index is asked. An index of words gives all passages that have a word, in no order: of one that is
 * said often they are hundreds of thousands, of which the newest few are wanted. Whatever is not found often among these is rare enough for the index.
 */
const READ_THROUGH = 10_000;

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
    emptied: function* (): Work<void> {
      yield { statement: raw(sql`delete from ${passageTokens}`), answers: 'count' };
    },
    find: function* (query): Work<readonly number[]> {
      const expression = sql`${expressionOf(query)}::tsquery`;
      const isTheirs = (passageId: SQL): SQL =>
        query.speaker === undefined ? sql`` : sql`and ${isSpokenBy(tables, query.speaker, passageId)}`;
      const asked = function* (statement: SQL): Work<readonly number[]> {
        // The driver gives numbers of 64 bits as texts.
        const found = (yield { statement: raw(statement), answers: 'rows' }) as readonly { readonly id: string | null }[];
        return found.flatMap(({ id }) => (id === null ? [] : Number(id)));
      };
      const [newest = 0] =
        query.before === undefined ? yield* asked(sql`select max(passage_id) as id from ${passageTokens}`) : [query.before - 1];
      // The passages of one session are few.
      const readThrough = query.sessionId === undefined ? newest - READ_THROUGH : newest;
      const recent =
        readThrough === newest
          ? []
          : yield* asked(
              sql`select passage_id as id from (select passage_id, tokens from ${passageTokens} where passage_id > ${readThrough} and passage_id <= ${newest} order by passage_id desc offset 0) as newest where tokens @@ ${expression} ${isTheirs(sql`newest.passage_id`)} limit ${query.limit}`,
            );
      if (recent.length >= query.limit) return recent;
      const older = yield* asked(
        sql`with found as materialized (select passage_id from ${passageTokens} where tokens @@ ${expression} and passage_id <= ${readThrough} ${isTheirs(sql`${passageTokens.passageId}`)}) select passage_id as id from found order by passage_id desc limit ${query.limit - recent.length}`,
      );
      return [...recent, ...older];
    },
  };
}
