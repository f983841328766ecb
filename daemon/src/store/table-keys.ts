// The tables that are copied from one database to another -> their keys, and the order in which they refer to each other.
import { getTableColumns, sql, type Column, type SQL } from 'drizzle-orm';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Tables } from './database.ts';

export type TableName = { [Name in keyof Tables]: Tables[Name] extends SQLiteTable ? Name : never }[keyof Tables];

export type Row = Readonly<Record<string, unknown>>;

/** In the order in which they refer to each other, each with its key. */
export const KEYS: Readonly<Record<TableName, readonly string[]>> = {
  sessions: ['sessionId'],
  captures: ['captureId'],
  audioSpans: ['captureId', 'kind', 'firstSample'],
  transcripts: ['transcriptId'],
  translations: ['transcriptId', 'targetLanguage'],
  correlations: ['transcriptId', 'position'],
  participants: ['sessionId', 'participantId'],
  events: ['eventId'],
  speakerIdentities: ['sessionId', 'speakerLabel'],
  sessionStatistics: ['sessionId'],
  passages: ['passageId'],
  webhooks: ['webhookId'],
  webhookDeliveries: ['deliveryId'],
};

export const TABLE_NAMES = Object.keys(KEYS) as readonly TableName[];

export function keyColumnsOf(table: SQLiteTable, name: TableName): readonly Column[] {
  const columns = getTableColumns(table) as Readonly<Record<string, Column>>;
  return KEYS[name].flatMap((key) => columns[key] ?? []);
}

export const keyValuesOf = (name: TableName, row: Row): readonly unknown[] => KEYS[name].map((key) => row[key]);

/** A key as a text that is compared. */
export function keyOf(name: TableName, row: Row): string {
  return JSON.stringify(keyValuesOf(name, row));
}

export function tuple(values: readonly unknown[]): SQL {
  return sql`(${sql.join(
    values.map((value) => sql`${value}`),
    sql`, `,
  )})`;
}

/** Whether a row has one of these keys, of which there is at least one. */
export function hasKeyAmong(table: SQLiteTable, name: TableName, keys: readonly (readonly unknown[])[]): SQL {
  return sql`${tuple(keyColumnsOf(table, name))} in (${sql.join(keys.map(tuple), sql`, `)})`;
}
