// A connection that writes to a file -> which rows it changes from now on, and the file as it was when they were last asked for.
import Client from 'better-sqlite3';
import { getTableName } from 'drizzle-orm';
import { openDrizzle, sqliteBackend, SQLITE_TABLES } from './sqlite-database.ts';
import { keyColumnsOf, TABLE_NAMES, type TableName } from './table-keys.ts';
import type { Backend, Tables } from './database.ts';

export interface RowChange {
  readonly name: TableName;
  readonly key: readonly unknown[];
}

export interface FollowedFile {
  /** The file as it was at the last `next`, or when it was opened. */
  readonly snapshot: Backend;
  /** The keys of rows that were stored, changed or deleted since the last time, each once; from now on `snapshot` has them as they are at this moment. */
  next(): readonly RowChange[];
  /** Nothing is noted any more. */
  end(): Promise<void>;
}

const TABLES: Tables = SQLITE_TABLES;

const NOTES = 'move_changes';

const EVENTS = { insert: ['new'], update: ['old', 'new'], delete: ['old'] } as const;

/**
 * The file has one connection that writes, that of the daemon, so triggers of this connection alone see every change; they are temporary, and the
 * file is not touched. What is read comes over a second connection, whose reading stays as it was however long it takes.
 */
export function followFile(client: Client.Database, file: string): FollowedFile {
  const triggers = TABLE_NAMES.flatMap((name) => Object.keys(EVENTS).map((event) => `${NOTES}_${name}_${event}`));
  client.exec(`create temp table ${NOTES} (name text not null, key text not null, primary key (name, key)) without rowid`);
  for (const name of TABLE_NAMES) for (const event of Object.keys(EVENTS) as (keyof typeof EVENTS)[]) client.exec(triggerOf(name, event));
  const noted = client.prepare<[], { readonly name: TableName; readonly key: string }>(`select name, key from ${NOTES}`);
  const forget = client.prepare(`delete from ${NOTES}`);

  const reader = new Client(file, { readonly: true, fileMustExist: true });
  const read = (): void => {
    reader.exec('begin');
    // The reading begins with what is first read.
    reader.prepare('select count(*) from sqlite_schema').get();
  };
  read();
  const snapshot = sqliteBackend({
    client: reader,
    drizzled: openDrizzle(reader),
    file: null,
    patienceMs: 0,
    end: () => Promise.resolve(void reader.close()),
  });
  return {
    snapshot,
    // In one piece: nobody writes between the notes and the new reading.
    next: () => {
      const changes = noted.all().map(({ name, key }) => ({ name, key: JSON.parse(key) as readonly unknown[] }));
      forget.run();
      reader.exec('commit');
      read();
      return changes;
    },
    end: async () => {
      await snapshot.close();
      for (const trigger of triggers) client.exec(`drop trigger temp.${trigger}`);
      client.exec(`drop table temp.${NOTES}`);
    },
  };
}

function triggerOf(name: TableName, event: keyof typeof EVENTS): string {
  const table = TABLES[name];
  const columns = keyColumnsOf(table, name).map((column) => column.name);
  const notes = EVENTS[event].map((side) => {
    const key = `json_array(${columns.map((column) => `${side}."${column}"`).join(', ')})`;
    // Not "or ignore": inside a trigger, what the outer statement says of conflicts would count.
    return `insert into ${NOTES} select '${name}', ${key} where not exists (select 1 from ${NOTES} where name = '${name}' and key = ${key});`;
  });
  return `create temp trigger ${NOTES}_${name}_${event} after ${event} on main."${getTableName(table)}" begin ${notes.join(' ')} end`;
}
