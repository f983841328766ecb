// Passages in FTS5 (https://www.sqlite.org/fts5.html): their tokens, one after another, and their session and language in a column beside.
import { sql, type SQL } from 'drizzle-orm';
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { preparedInsert } from '../prepared.ts';
import type { Tables } from '../tables.ts';
import { storing, type Work } from '../work.ts';
import type { Phrase } from './query.ts';
import type { PassageQuery, SearchIndex } from './search-index.ts';
import { isSpokenBy } from './spoken-by.ts';
import { searchTokens } from './tokens.ts';

/** How raw SQL is run: as builders are. */
export type RawStatement = (statement: SQL) => unknown;

/** A virtual table, which a migration makes in SQL of its own. */
const passagesSearch = sqliteTable('passages_search', {
  rowid: integer('rowid').notNull(),
  tokens: text('tokens').notNull(),
  scope: text('scope').notNull(),
});

const newPassages = preparedInsert(
  'new_search_rows',
  () => passagesSearch,
  (insert) => insert,
);

/** Letters and digits alone, so that it is one token, whatever the name. */
function scopeToken(kind: 'l' | 's', name: string): string {
  return `${kind}${Buffer.from(name).toString('hex')}`;
}

/** What the column `scope` has of a passage. */
export function scopeOf(sessionId: string, language: string): string {
  return `${scopeToken('s', sessionId)} ${scopeToken('l', language)}`;
}

/** What the column `tokens` has of a text. */
export function indexedText(text: string): string {
  return searchTokens(text).join(' ');
}

/** Tokens have no quotes in them. */
function phraseOf({ tokens, isPrefix }: Phrase): string {
  return `tokens : "${tokens.join(' ')}"${isPrefix ? '*' : ''}`;
}

function expressionOf({ phrases, sessionId, language }: PassageQuery): string {
  return [
    ...(sessionId === undefined ? [] : [`scope : "${scopeToken('s', sessionId)}"`]),
    ...(language === undefined ? [] : [`scope : "${scopeToken('l', language)}"`]),
    ...new Set(phrases.map(phraseOf)),
  ].join(' AND ');
}

export function sqliteSearch(raw: RawStatement, tables: Tables): SearchIndex {
  return {
    adding: (passages) => {
      // Passages that come together are of a few sessions and languages.
      const scopes = new Map<string, string>();
      const knownScope = (sessionId: string, language: string): string => {
        const key = `${language} ${sessionId}`;
        const scope = scopes.get(key) ?? scopeOf(sessionId, language);
        scopes.set(key, scope);
        return scope;
      };
      return storing(
        newPassages,
        passages.map(({ passageId, tokens, sessionId, language }) => {
          return { rowid: passageId, tokens: tokens.join(' '), scope: knownScope(sessionId, language) };
        }),
      );
    },
    remove: function* (passageIds): Work<void> {
      const listed = sql.join(
        passageIds.map((id) => sql`${id}`),
        sql`, `,
      );
      yield { statement: raw(sql`delete from passages_search where rowid in (${listed})`), answers: 'count' };
    },
    emptied: function* (): Work<void> {
      yield { statement: raw(sql`delete from passages_search`), answers: 'count' };
    },
    find: function* (query): Work<readonly number[]> {
      const isBefore = query.before === undefined ? sql`` : sql`and rowid < ${query.before}`;
      const isTheirs = query.speaker === undefined ? sql`` : sql`and ${isSpokenBy(tables, query.speaker, sql`passages_search.rowid`)}`;
      const statement = raw(
        sql`select rowid as id from passages_search where passages_search match ${expressionOf(query)} ${isBefore} ${isTheirs} order by rowid desc limit ${query.limit}`,
      );
      const found = (yield { statement, answers: 'rows' }) as readonly { readonly id: number }[];
      return found.map(({ id }) => id);
    },
  };
}
