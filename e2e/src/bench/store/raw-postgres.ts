// pg alone -> the writes of the repository, as quickly as its driver does them: prepared statements, and of several rows one statement.
import { Client } from 'pg';
import { lastOf, speakersOf, type RawPassage, type RawRow, type RawRows, type RawStore } from './raw-store.ts';

const WORDS =
  'session_id text, capture_id text, first_sample bigint, end_sample bigint, speech_end_sample bigint, revision int, text text, language text, confidence float8, engine jsonb, participant_id text, display_name text, speaker_label text, attribution_confidence float8, committed_at_ms float8, started_at_ms float8, word_count int';

const namesOf = (columns: string): string => columns.replaceAll(/ \w+(?=,|$)/gu, '');

/** A statement that stores any number of rows, given as JSON. */
function storing(table: string, columns: string, rest = ''): string {
  const names = namesOf(columns);
  return `insert into subcam.${table} (${names}) select ${names} from json_to_recordset($1::json) as given(${columns}) ${rest}`;
}

const SQL = {
  transcripts: storing('transcripts', WORDS, 'on conflict (capture_id, first_sample) do nothing returning transcript_id as id'),
  owed: storing('translations', 'transcript_id bigint, target_language text, status text'),
  correlations: storing(
    'correlations',
    'transcript_id bigint, position int, first_sample bigint, end_sample bigint, participant_id text, display_name text, speaker_label text, confidence float8',
  ),
  speakers: storing(
    'speaker_identities as kept',
    'session_id text, speaker_label text, participant_id text, display_name text, first_spoke_at_ms float8, last_spoke_at_ms float8',
    'on conflict (session_id, speaker_label) do update set last_spoke_at_ms = greatest(kept.last_spoke_at_ms, excluded.last_spoke_at_ms)',
  ),
  counts: storing(
    'session_statistics as kept',
    'session_id text, finals bigint, words bigint, speech_ms float8, translations_done bigint, last_final_at_ms float8',
    `on conflict (session_id) do update set finals = kept.finals + excluded.finals, words = kept.words + excluded.words, speech_ms = kept.speech_ms + excluded.speech_ms,
     translations_done = kept.translations_done + excluded.translations_done, last_final_at_ms = greatest(kept.last_final_at_ms, excluded.last_final_at_ms)`,
  ),
  passages: storing('passages', 'transcript_id bigint, language text, is_translation boolean', 'returning passage_id as id'),
  tokens: storing('passage_tokens', 'passage_id bigint, tokens tsvector'),
  moved: `update subcam.captures set committed_through = given.through, segmenter_state = given.state
    from json_to_recordset($1::json) as given(capture_id text, through bigint, state text) where captures.capture_id = given.capture_id`,
  spans: storing(
    'audio_spans',
    'capture_id text, kind text, first_sample bigint, sample_count bigint',
    'on conflict (capture_id, kind, first_sample) do update set sample_count = excluded.sample_count',
  ),
  ids: `select transcript_id as id from subcam.transcripts join json_to_recordset($1::json) as given(capture_id text, first_sample bigint) using (capture_id, first_sample) order by first_sample`,
  done: `update subcam.translations set status = 'done', text = given.text, confidence = given.confidence, engine = given.engine, settled_at_ms = given.at_ms
    from json_to_recordset($1::json) as given(transcript_id bigint, target_language text, text text, confidence float8, engine jsonb, at_ms float8)
    where translations.transcript_id = given.transcript_id and translations.target_language = given.target_language and status = 'pending'`,
} as const;

const vectorOf = ({ sessionId, language, tokens }: RawPassage): string =>
  [`'s:${sessionId}'`, `'l:${language}'`, ...tokens.map((token, place) => `'${token}':${place + 1}`)].join(' ');

/** `url`: has the tables. */
export async function openRawPostgres(url: string): Promise<RawStore> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const ask = async (name: keyof typeof SQL, given: readonly RawRow[] | readonly object[]): Promise<readonly number[]> => {
    const { rows } = await client.query<{ id: string }>({ name, text: SQL[name], values: [JSON.stringify(given)] });
    return rows.map(({ id }) => Number(id));
  };
  const withJson = (row: RawRow): object => ({ ...row, engine: JSON.parse(String(row['engine'])) as object });
  const find = async (ids: readonly number[], texts: readonly RawPassage[], isTranslation: boolean): Promise<void> => {
    const passages = await ask(
      'passages',
      texts.map(({ language }, index) => ({ transcript_id: ids[index], language, is_translation: isTranslation })),
    );
    await ask(
      'tokens',
      texts.map((text, index) => ({ passage_id: passages[index], tokens: vectorOf(text) })),
    );
  };
  const countsOf = (rows: readonly RawRows[], isDone: boolean): readonly RawRow[] =>
    [...Map.groupBy(rows, ({ sessionId }) => sessionId)].map(([sessionId, all]) => ({
      session_id: sessionId,
      finals: isDone ? 0 : all.length,
      words: isDone ? 0 : all.reduce((sum, { counts }) => sum + counts.words, 0),
      speech_ms: isDone ? 0 : all.reduce((sum, { counts }) => sum + counts.speechMs, 0),
      translations_done: isDone ? all.length : 0,
      last_final_at_ms: isDone ? null : Math.max(...all.map(({ counts }) => counts.lastFinalAtMs)),
    }));

  const finals = async (rows: readonly RawRows[]): Promise<void> => {
    await client.query('begin');
    const ids = await ask(
      'transcripts',
      rows.map(({ transcript }) => withJson(transcript)),
    );
    await ask(
      'owed',
      rows.map(({ target }, index) => ({ transcript_id: ids[index], target_language: target, status: 'pending' })),
    );
    await ask(
      'correlations',
      rows.map(({ transcript }, index) => ({
        ...transcript,
        transcript_id: ids[index],
        position: 0,
        confidence: transcript['attribution_confidence'],
      })),
    );
    await ask('speakers', speakersOf(rows));
    await ask('counts', countsOf(rows, false));
    await find(
      ids,
      rows.map(({ said }) => said),
      false,
    );
    const moved = lastOf(rows, ({ captureId }) => captureId);
    await ask(
      'moved',
      moved.map(({ captureId, progress }) => ({ capture_id: captureId, ...progress })),
    );
    await ask(
      'spans',
      moved.map(({ captureId, progress }) => ({
        capture_id: captureId,
        kind: 'committed',
        first_sample: 0,
        sample_count: progress.through,
      })),
    );
    await client.query('commit');
  };
  const translations = async (rows: readonly RawRows[]): Promise<void> => {
    await client.query('begin');
    const ids = await ask(
      'ids',
      rows.map(({ transcript }) => ({ capture_id: transcript['capture_id'], first_sample: transcript['first_sample'] })),
    );
    await ask(
      'done',
      rows.map(({ target, translation: { text, confidence, engine, atMs } }, index) => {
        return { transcript_id: ids[index], target_language: target, text, confidence, engine: JSON.parse(engine) as object, at_ms: atMs };
      }),
    );
    await ask('counts', countsOf(rows, true));
    await find(
      ids,
      rows.map(({ translated }) => translated),
      true,
    );
    await client.query('commit');
  };

  return {
    open: async ({ sessionId, captureId, openedAtMs }, { final: { transcript, targetLanguages } }) => {
      await client.query(
        'insert into subcam.sessions (session_id, client, source_language, target_languages, opened_at_ms) values ($1, $2, $3, $4, $5)',
        [sessionId, 'bench', transcript.language, JSON.stringify(targetLanguages), openedAtMs],
      );
      await client.query(
        "insert into subcam.captures (capture_id, session_id, source, started_at_ms, connection_epoch) values ($1, $2, 'tab', $3, 1)",
        [captureId, sessionId, openedAtMs],
      );
    },
    single: async (rows) => {
      for (const row of rows) {
        await finals([row]);
        await translations([row]);
      }
    },
    batched: async (rows) => {
      await finals(rows);
      await translations(rows);
    },
    fill: async (work) => {
      // An index that is made at the end, of all rows, is made in a fraction of the time.
      await client.query('set synchronous_commit = off; drop index subcam.passage_tokens_by_token');
      await work();
      await client.query("set synchronous_commit = on; set maintenance_work_mem = '512MB'");
      await client.query('create index passage_tokens_by_token on subcam.passage_tokens using gin (tokens)');
      // As autovacuum does by itself, some minutes later.
      await client.query('vacuum analyze');
    },
    [Symbol.asyncDispose]: () => client.end(),
  };
}
