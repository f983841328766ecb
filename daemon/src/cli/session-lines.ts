// Rows of what was said -> lines for a person at a terminal, or for another program.
import { stripVTControlCharacters, styleText } from 'node:util';
import { languageName } from '@subcam/shared';
import type { DataSession, DataSpeaker, SearchRow, TimelineRow } from '@subcam/shared/http';
import { tableLines } from './terminal.ts';

/** How much of an id a list shows; the beginnings of ids may be typed. */
const ID_SHOWN = 8;

/** What was said, and what people call themselves, must not steer a terminal. */
export function printable(text: string): string {
  // Control signs are what is looked for.
  // eslint-disable-next-line no-control-regex
  return stripVTControlCharacters(text).replaceAll(/[\u0000-\u001F\u007F-\u009F\u2028\u2029]+/gu, ' ');
}

const pad = (value: number): string => String(value).padStart(2, '0');

/** `2026-11-29 14:03`, in the time zone of this machine. */
function minuteOf(seconds: number): string {
  const at = new Date(seconds * 1000);
  return `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())} ${pad(at.getHours())}:${pad(at.getMinutes())}`;
}

function timeOf(seconds: number): string {
  const at = new Date(seconds * 1000);
  return `${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}`;
}

function durationOf(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes] = [Math.floor(whole / 3_600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(whole % 60)}` : `${minutes}:${pad(whole % 60)}`;
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

function languagesOf({
  source_language: source,
  spoken_languages: spoken,
  target_languages: targets,
  is_two_way: isTwoWay,
}: DataSession): string {
  const from = spoken.length > 0 ? spoken : [source];
  if (isTwoWay) return from.join('⇄');
  return targets.length === 0 ? from.join(',') : `${from.join(',')}→${targets.join(',')}`;
}

/** Until its end or its last words, whichever is later: a file is read faster than it plays. */
function lengthOf({ opened_timestamp: opened, closed_timestamp: closed, last_words_timestamp: last }: DataSession): number {
  return Math.max(closed ?? opened, last ?? opened) - opened;
}

export function sessionLines(sessions: readonly DataSession[], isForTerminal: boolean): readonly string[] {
  if (!isForTerminal) {
    return sessions.map((session) =>
      [
        session.session_id,
        new Date(session.opened_timestamp * 1000).toISOString(),
        session.closed_timestamp === null ? '' : new Date(session.closed_timestamp * 1000).toISOString(),
        session.transcripts,
        session.words,
        languagesOf(session),
        printable(session.title),
      ].join('\t'),
    );
  }
  const shown = ID_SHOWN + (isTold(sessions, ID_SHOWN) ? 0 : 100);
  const rows = sessions.map((session) => [
    session.session_id.slice(0, shown),
    minuteOf(session.opened_timestamp),
    session.closed_timestamp === null ? 'open' : durationOf(lengthOf(session)),
    counted(session.words, 'word'),
    languagesOf(session),
    printable(session.title),
  ]);
  const [head = '', ...lines] = tableLines([['ID', 'BEGAN', 'LENGTH', 'SAID', 'LANGUAGES', 'MEETING'], ...rows]);
  return [styleText('dim', head, { validateStream: false }), ...lines];
}

/** Whether no two have the same beginning. */
function isTold(sessions: readonly DataSession[], length: number): boolean {
  return new Set(sessions.map(({ session_id }) => session_id.slice(0, length))).size === sessions.length;
}

export function headLines(session: DataSession, speakers: readonly DataSpeaker[]): readonly string[] {
  const { closed_timestamp: closed, transcripts, words } = session;
  const who = speakers.map(
    (speaker) => `${printable(speaker.speaker_name ?? speaker.speaker_id ?? '')} (${counted(speaker.words, 'word')})`,
  );
  return [
    `${printable(session.title)}, ${minuteOf(session.opened_timestamp)}, ${closed === null ? 'open' : durationOf(lengthOf(session))}`,
    `Session ${session.session_id}: ${counted(transcripts, 'utterance')}, ${counted(words, 'word')}, ${languagesOf(session)}`,
    ...(who.length === 0 ? [] : [`Speakers: ${who.join(', ')}`]),
  ];
}

type Said = Pick<TimelineRow, 'start_timestamp' | 'speaker_name' | 'speaker_id' | 'text' | 'translations'>;

export function timelineLines(rows: readonly Said[], isForTerminal: boolean): readonly string[] {
  const [dim, bold] = [styled('dim', isForTerminal), styled('bold', isForTerminal)];
  return rows.flatMap(({ start_timestamp, speaker_name, speaker_id, text, translations }) => {
    const who = speaker_name ?? speaker_id;
    const lead = `${dim(timeOf(start_timestamp))}  ${who === null ? '' : `${bold(printable(who))}: `}`;
    const translated = Object.entries(translations).toSorted(([a], [b]) => (a < b ? -1 : 1));
    return [`${lead}${printable(text)}`, ...translated.map(([language, words]) => translationLine(language, words, isForTerminal))];
  });
}

/** Below what was said, under its words. */
export function translationLine(language: string, words: string, isForTerminal: boolean): string {
  return `${' '.repeat(10)}${styled('dim', isForTerminal)(`${language}:`)} ${printable(words)}`;
}

/** For a terminal what was found is marked; elsewhere the text is as it is. */
export function hitLines(hits: readonly SearchRow[], isForTerminal: boolean): readonly string[] {
  if (!isForTerminal) {
    return hits.map(({ session_id, start_timestamp, language, speaker_name, speaker_id, text }) =>
      [
        session_id,
        new Date(start_timestamp * 1000).toISOString(),
        language,
        printable(speaker_name ?? speaker_id ?? ''),
        printable(text),
      ].join('\t'),
    );
  }
  return hits.flatMap(
    ({ session_id, start_timestamp, language, is_original_transcription: isOriginal, speaker_name, speaker_id, snippet }) => {
      const who = speaker_name ?? speaker_id;
      const place = [
        minuteOf(start_timestamp),
        session_id.slice(0, ID_SHOWN),
        languageName(language) + (isOriginal ? '' : ' (translation)'),
      ];
      return [styled('dim', true)([...place, ...(who === null ? [] : [printable(who)])].join('  ')), `  ${marked(snippet)}`];
    },
  );
}

function marked({ text, marks }: SearchRow['snippet']): string {
  const mark = styled('inverse', true);
  let from = 0;
  const parts: string[] = [];
  for (const [start = 0, end = start] of marks) {
    parts.push(printable(text.slice(from, start)), mark(printable(text.slice(start, end))));
    from = end;
  }
  return [...parts, printable(text.slice(from))].join('');
}

function styled(style: 'bold' | 'dim' | 'inverse', isForTerminal: boolean): (text: string) => string {
  return isForTerminal ? (text) => styleText(style, text, { validateStream: false }) : (text) => text;
}
