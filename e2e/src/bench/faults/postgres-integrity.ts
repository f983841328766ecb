// A database of Postgres on which nobody works -> whether its tables and indexes are sound, and its constraints kept. Nothing of it is changed.
import { toSubcamError } from '@subcam/shared';
import { Client } from 'pg';
import { fittingCheck, rowsThatDoNotFit, type IntegrityCheck } from './integrity-check.ts';

const SCHEMA = "'subcam'::regnamespace";

/** Names of the columns with these numbers. */
const columns = (numbers: string, table: string): string =>
  `(select array_agg(quote_ident(attname) order by place)::text[] from unnest(${numbers}) with ordinality as key(number, place) join pg_attribute on attrelid = ${table} and attnum = number)`;

const FOREIGN_KEYS = `select conrelid::regclass::text as child, confrelid::regclass::text as parent, ${columns('conkey', 'conrelid')} as keys, ${columns('confkey', 'confrelid')} as referred
  from pg_constraint where contype = 'f' and connamespace = ${SCHEMA}`;

const UNIQUE_KEYS = `select indrelid::regclass::text as name, ${columns('indkey', 'indrelid')} as keys
  from pg_index join pg_class on pg_class.oid = indrelid where relnamespace = ${SCHEMA} and indisunique and indexprs is null and indpred is null`;

const TABLES = `select oid from pg_class where relnamespace = ${SCHEMA} and relkind = 'r'`;
const TREES = `select pg_class.oid from pg_class join pg_am on pg_am.oid = relam where relnamespace = ${SCHEMA} and relkind = 'i' and amname = 'btree'`;

/** Of every word whose rows the index does not give: as many as there are by reading all rows. */
const WORDS_THAT_DIFFER = `select count(*)::int as count from ts_stat('select tokens from passage_tokens') as said
  where ndoc <> (select count(*) from passage_tokens where tokens @@ ('''' || replace(replace(said.word, '\\', '\\\\'), '''', '''''') || '''')::tsquery)`;

const BY_ROWS = ['enable_indexscan', 'enable_indexonlyscan', 'enable_bitmapscan'];

async function numberOf(client: Client, sql: string): Promise<number> {
  const { rows } = await client.query<{ count: string }>(sql);
  return Number(rows[0]?.count);
}

/** One that fails leaves the transaction as it was before. */
async function checkOf(client: Client, name: string, look: () => Promise<Omit<IntegrityCheck, 'name'>>): Promise<IntegrityCheck> {
  await client.query('savepoint before_check');
  try {
    return { name, ...(await look()) };
  } catch (thrown) {
    return { name, ok: false, detail: toSubcamError(thrown).message };
  } finally {
    await client.query('rollback to before_check');
  }
}

/** Pages of tables, and each tree against its table: https://www.postgresql.org/docs/current/amcheck.html */
async function pages(client: Client): Promise<Omit<IntegrityCheck, 'name'>> {
  try {
    await client.query('create extension if not exists amcheck schema public');
  } catch (thrown) {
    return { ok: null, detail: `The server has no amcheck for us: ${toSubcamError(thrown).message}` };
  }
  const trees = await client.query(`select public.bt_index_check(oid, true) from (${TREES}) as trees`);
  // From Postgres 14 on.
  const canReadTables = (await numberOf(client, "select count(*) from pg_proc where proname = 'verify_heapam'")) > 0;
  if (!canReadTables) return { ok: true, detail: `${trees.rowCount} trees sound` };
  const tables = await numberOf(client, `select count(*) from (${TABLES}) as tables`);
  const { rows } = await client.query<{ msg: string }>(`select msg from (${TABLES}) as tables, public.verify_heapam(tables.oid) limit 3`);
  const wrong = rows.map(({ msg }) => msg).join(', ');
  return { ok: wrong === '', detail: wrong || `${tables} tables and ${trees.rowCount} trees sound` };
}

async function foreignKeys(client: Client): Promise<Omit<IntegrityCheck, 'name'>> {
  const { rows } = await client.query<{ child: string; parent: string; keys: string[]; referred: string[] }>(FOREIGN_KEYS);
  const wrong: string[] = [];
  for (const { child, parent, keys, referred } of rows) {
    const same = keys.map((key, place) => `parent.${referred[place]} = child.${key}`).join(' and ');
    const set = keys.map((key) => `child.${key} is not null`).join(' and ');
    const count = await numberOf(
      client,
      `select count(*) from ${child} as child where ${set} and not exists (select 1 from ${parent} as parent where ${same})`,
    );
    if (count > 0) wrong.push(`${count} of ${child} refer to no row of ${parent}`);
  }
  return { ok: wrong.length === 0 && rows.length > 0, detail: wrong.join(', ') || `${rows.length} keys kept` };
}

async function uniqueKeys(client: Client): Promise<Omit<IntegrityCheck, 'name'>> {
  const { rows } = await client.query<{ name: string; keys: string[] }>(UNIQUE_KEYS);
  // An index that is damaged would not give what it lacks.
  for (const way of BY_ROWS) await client.query(`set local ${way} = off`);
  const wrong: string[] = [];
  for (const { name, keys } of rows) {
    const list = keys.join(', ');
    const set = keys.map((key) => `${key} is not null`).join(' and ');
    const count = await numberOf(
      client,
      `select count(*) from (select 1 from ${name} where ${set} group by ${list} having count(*) > 1) as twice`,
    );
    if (count > 0) wrong.push(`${count} of ${name} are there twice by ${list}`);
  }
  return { ok: wrong.length === 0 && rows.length > 0, detail: wrong.join(', ') || `${rows.length} keys kept` };
}

async function words(client: Client): Promise<Omit<IntegrityCheck, 'name'>> {
  await client.query('set local enable_seqscan = off');
  const count = await numberOf(client, WORDS_THAT_DIFFER);
  return { ok: count === 0, detail: count === 0 ? 'each word has the rows that have it' : `${count} words have other rows by the index` };
}

async function fitting(client: Client): Promise<Omit<IntegrityCheck, 'name'>> {
  const counted: { what: string; count: number }[] = [];
  for (const { what, sql } of rowsThatDoNotFit({ table: 'passage_tokens', key: 'passage_id' }))
    counted.push({ what, count: await numberOf(client, sql) });
  return fittingCheck(counted);
}

export async function postgresIntegrity(url: string): Promise<readonly IntegrityCheck[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('begin');
    await client.query('set local search_path = subcam');
    const made: IntegrityCheck[] = [];
    const looks = {
      amcheck: pages,
      'foreign keys': foreignKeys,
      'unique keys': uniqueKeys,
      'index of words': words,
      'rows that belong together': fitting,
    };
    for (const [name, look] of Object.entries(looks)) made.push(await checkOf(client, name, () => look(client)));
    return made;
  } finally {
    // With everything that was made for the checks.
    await client.query('rollback').catch(() => undefined);
    await client.end();
  }
}
