// better-sqlite3 alone -> the writes of the repository, as quickly as its driver does them.
import Database from 'better-sqlite3';
import { lastOf, speakersOf, type RawPassage, type RawRows, type RawStore } from './raw-store.ts';

const TRANSCRIPT = [
  'session_id',
  'capture_id',
  'first_sample',
  'end_sample',
  'speech_end_sample',
  'revision',
  'text',
  'language',
  'confidence',
  'engine',
  'participant_id',
  'display_name',
  'speaker_label',
  'attribution_confidence',
  'committed_at_ms',
  'started_at_ms',
  'word_count',
];

const scopeOf = ({ sessionId, language }: RawPassage): string => {
  const hex = (text: string): string => Buffer.from(text).toString('hex');
  return `s${hex(sessionId)} l${hex(language)}`;
};

/** `file`: has the tables. */
export function openRawSqlite(file: string): RawStore {
  const client = new Database(file);
  client.pragma('journal_mode = WAL');
  client.pragma('synchronous = FULL');
  client.pragma('foreign_keys = ON');
  const newTranscript = client.prepare(
    `insert into transcripts (${TRANSCRIPT.join(', ')}) values (${TRANSCRIPT.map((name) => `@${name}`).join(', ')}) on conflict (capture_id, first_sample) do nothing`,
  );
  const owed = client.prepare("insert into translations (transcript_id, target_language, status) values (?, ?, 'pending')");
  const correlation = client.prepare(
    'insert into correlations (transcript_id, position, first_sample, end_sample, participant_id, display_name, speaker_label, confidence) values (?, 0, ?, ?, ?, ?, ?, ?)',
  );
  const speaker = client.prepare(
    `insert into speaker_identities (session_id, speaker_label, participant_id, display_name, first_spoke_at_ms, last_spoke_at_ms)
     values (@session_id, @speaker_label, @participant_id, @display_name, @first_spoke_at_ms, @last_spoke_at_ms)
     on conflict (session_id, speaker_label) do update set last_spoke_at_ms = max(last_spoke_at_ms, excluded.last_spoke_at_ms)`,
  );
  const counted = client.prepare(
    `insert into session_statistics (session_id, finals, words, speech_ms, last_final_at_ms) values (?, ?, ?, ?, ?)
     on conflict (session_id) do update set finals = finals + excluded.finals, words = words + excluded.words, speech_ms = speech_ms + excluded.speech_ms,
       last_final_at_ms = max(last_final_at_ms, excluded.last_final_at_ms)`,
  );
  const passage = client.prepare('insert into passages (transcript_id, language, is_translation) values (?, ?, ?)');
  const search = client.prepare('insert into passages_search (rowid, tokens, scope) values (?, ?, ?)');
  const moved = client.prepare('update captures set committed_through = ?, segmenter_state = ? where capture_id = ?');
  const grown = client.prepare(
    `insert into audio_spans (capture_id, kind, first_sample, sample_count) values (?, 'committed', 0, ?)
     on conflict (capture_id, kind, first_sample) do update set sample_count = excluded.sample_count`,
  );
  const idOf = client.prepare('select transcript_id from transcripts where capture_id = ? and first_sample = ?').pluck();
  const done = client.prepare(
    "update translations set status = 'done', text = ?, confidence = ?, engine = ?, settled_at_ms = ? where transcript_id = ? and target_language = ? and status = 'pending'",
  );
  const countedDone = client.prepare('update session_statistics set translations_done = translations_done + ? where session_id = ?');

  const findable: [rowid: number | bigint, text: RawPassage][] = [];
  const find = (transcriptId: number | bigint, text: RawPassage, isTranslation: 0 | 1): void => {
    findable.push([passage.run(transcriptId, text.language, isTranslation).lastInsertRowid, text]);
  };
  /** One after another: FTS5 writes what it has gathered to the file whenever another table is written between two rows. */
  const index = (): void => {
    for (const [rowid, text] of findable) search.run(rowid, text.tokens.join(' '), scopeOf(text));
    findable.length = 0;
  };
  const final = ({ transcript, target, said }: RawRows): void => {
    const { lastInsertRowid: id } = newTranscript.run(transcript);
    owed.run(id, target);
    const { first_sample, end_sample, participant_id, display_name, speaker_label, attribution_confidence } = transcript;
    correlation.run(id, first_sample, end_sample, participant_id, display_name, speaker_label, attribution_confidence);
    find(id, said, 0);
  };
  const translation = ({ captureId, transcript, target, translation: { text, confidence, engine, atMs }, translated }: RawRows): void => {
    const id = idOf.get(captureId, transcript['first_sample']) as number;
    done.run(text, confidence, engine, atMs, id, target);
    find(id, translated, 1);
  };
  // What a transaction would write of one row again and again is written once, as the repository does.
  const finals = client.transaction((rows: readonly RawRows[]) => {
    for (const row of rows) final(row);
    for (const who of speakersOf(rows)) speaker.run(who);
    for (const [sessionId, all] of Map.groupBy(rows, (row) => row.sessionId)) {
      const sum = (of: 'speechMs' | 'words'): number => all.reduce((total, { counts }) => total + counts[of], 0);
      counted.run(sessionId, all.length, sum('words'), sum('speechMs'), Math.max(...all.map(({ counts }) => counts.lastFinalAtMs)));
    }
    for (const { captureId, progress } of lastOf(rows, (row) => row.captureId)) {
      moved.run(progress.through, progress.state, captureId);
      grown.run(captureId, progress.through);
    }
    index();
  });
  const translations = client.transaction((rows: readonly RawRows[]) => {
    for (const row of rows) translation(row);
    for (const [sessionId, all] of Map.groupBy(rows, (row) => row.sessionId)) countedDone.run(all.length, sessionId);
    index();
  });

  return {
    open: async ({ sessionId, captureId, openedAtMs }, { final: { transcript, targetLanguages } }) => {
      client
        .prepare('insert into sessions (session_id, client, source_language, target_languages, opened_at_ms) values (?, ?, ?, ?, ?)')
        .run(sessionId, 'bench', transcript.language, JSON.stringify(targetLanguages), openedAtMs);
      client
        .prepare("insert into captures (capture_id, session_id, source, started_at_ms, connection_epoch) values (?, ?, 'tab', ?, 1)")
        .run(captureId, sessionId, openedAtMs);
    },
    single: async (rows) => {
      for (const row of rows) {
        finals.immediate([row]);
        translations.immediate([row]);
      }
    },
    batched: async (rows) => {
      finals.immediate(rows);
      translations.immediate(rows);
    },
    fill: async (work) => {
      client.pragma('synchronous = OFF');
      await work();
      client.pragma('synchronous = FULL');
      client.pragma('wal_checkpoint(TRUNCATE)');
    },
    [Symbol.asyncDispose]: async () => {
      client.close();
    },
  };
}
