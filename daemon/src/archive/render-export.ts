// Records of sessions -> captions, text or Markdown, for people and their programs. Pure.
import {
  directionOfText,
  languageName,
  msToSamples,
  sameLanguage,
  samplesToMs,
  SubcamError,
  withDirectionMark,
  type GapReason,
  type LanguageCode,
  type RecordedFinal,
  type SessionRecord,
} from '@subcam/shared';
import type { ExportFormat } from '@subcam/shared/http';
import { toSrt, toWebVtt, type SubtitleLine } from '../subtitle/index.ts';
import { titleOf } from './data-rows.ts';
import { documentOf, documentText, withLanguages } from './session-document.ts';

export interface ExportOptions {
  readonly format: ExportFormat;
  /** In this order; null: the original and every translation that there is. */
  readonly languages: readonly LanguageCode[] | null;
}

export const EXPORT_MEDIA = {
  srt: 'application/x-subrip',
  vtt: 'text/vtt',
  txt: 'text/plain',
  md: 'text/markdown',
} as const satisfies Readonly<Record<Exclude<ExportFormat, 'json'>, string>>;

/** What was said at one time: in the languages that are wanted and there, the first one before the others. None is empty. */
interface Saying {
  readonly startMs: number;
  readonly endMs: number;
  readonly speaker: string | null;
  readonly texts: readonly { readonly language: LanguageCode; readonly text: string }[];
}

/** Something that stands at a time since the beginning. */
interface Placed {
  readonly startMs: number;
  readonly text: string;
}

const WHY_MISSING: Readonly<Record<GapReason, string>> = {
  'source-gap': 'the source gave none',
  'buffer-evicted': 'the connection was away for too long',
  'engine-unavailable': 'the recogniser could not read it',
  'client-lost': 'the client went away before it was sent',
};

/** Ends with a line break; captions are empty where nothing was said. Throws `bad-request` for captions of several sessions. */
export function renderExport(records: readonly SessionRecord[], { format, languages }: ExportOptions): string {
  const each = (write: (record: SessionRecord, sayings: readonly Saying[]) => string): string =>
    records.map((record) => write(record, sayingsOf(record, languages))).join('\n');
  const writers: Readonly<Record<ExportFormat, () => string>> = {
    json: () => documentText(documentOf(languages === null ? records : records.map((record) => withLanguages(record, languages)))),
    srt: () => captions(records, languages, toSrt),
    vtt: () => captions(records, languages, toWebVtt),
    txt: () => each(plainText),
    md: () => each(markdown),
  };
  return writers[format]();
}

function captions(records: readonly SessionRecord[], languages: readonly LanguageCode[] | null, write: typeof toSrt): string {
  const [record, ...others] = records;
  if (others.length > 0) {
    throw new SubcamError(
      'bad-request',
      'Captions are of one session, since each begins at its own zero: name one, or take txt, md or json.',
    );
  }
  const sayings = record === undefined ? [] : sayingsOf(record, languages);
  const shown = [...new Set(sayings.flatMap(({ texts }) => texts.map(({ language }) => language)))];
  const lines = sayings.map(({ startMs, endMs, speaker, texts }): SubtitleLine => {
    const [first, ...rest] = texts;
    return {
      firstSample: msToSamples(startMs),
      speechEndSample: msToSamples(endMs),
      text: first?.text ?? '',
      language: first?.language ?? 'und',
      translations: Object.fromEntries(rest.map(({ language, text }) => [language, text])),
      speakerName: speaker,
    };
  });
  return write(lines, shown);
}

/** The beginning of the first capture. */
function zeroOf({ captures, finals }: SessionRecord): number {
  return Math.min(...captures.map(({ startedAtMs }) => startedAtMs), ...finals.map(({ startedAtMs }) => startedAtMs));
}

function sayingsOf(record: SessionRecord, languages: readonly LanguageCode[] | null): readonly Saying[] {
  const zeroMs = zeroOf(record);
  return record.finals.flatMap((final): readonly Saying[] => {
    const texts = textsOf(final, languages).filter(({ text }) => text.trim() !== '');
    if (texts.length === 0) return [];
    const startMs = final.startedAtMs - zeroMs;
    const endMs = startMs + samplesToMs(final.speechEndSample - final.firstSample);
    return [{ startMs, endMs, speaker: final.speaker.displayName ?? final.speaker.speakerLabel, texts }];
  });
}

function textsOf({ language, text, translations }: RecordedFinal, languages: readonly LanguageCode[] | null): Saying['texts'] {
  const all = [
    { language, text },
    ...translations.flatMap(({ targetLanguage, text: translated }) =>
      translated === null ? [] : [{ language: targetLanguage, text: translated }],
    ),
  ];
  if (languages === null) return all;
  return languages.flatMap((wanted) => all.find((one) => sameLanguage(one.language, wanted)) ?? []);
}

/** What may have been said there is not known. Shorter gaps than a word are left out. */
function missingIn(record: SessionRecord): readonly Placed[] {
  const zeroMs = zeroOf(record);
  return record.captures.flatMap(({ startedAtMs, spans }) =>
    spans.flatMap(({ reason, firstSample, sampleCount }): readonly Placed[] => {
      const seconds = Math.round(samplesToMs(sampleCount) / 1000);
      if (reason === null || seconds < 1) return [];
      const startMs = startedAtMs - zeroMs + samplesToMs(firstSample);
      return [{ startMs, text: `${seconds} s of sound are missing: ${WHY_MISSING[reason]}` }];
    }),
  );
}

/** In the order of their beginnings. */
function inOrder(...parts: readonly (readonly Placed[])[]): readonly string[] {
  return parts
    .flat()
    .toSorted((a, b) => a.startMs - b.startMs)
    .map(({ text }) => text);
}

/** `H:MM:SS` since the beginning. */
function clockOf(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const pad = (value: number): string => String(value).padStart(2, '0');
  return `${Math.floor(seconds / 3_600)}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
}

const oneLine = (text: string): string => text.replaceAll(/[\s\0]+/gu, ' ').trim();

/** The day and the minute in UTC, so that the same session has the same file everywhere. */
const instantOf = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

function headOf({ session, speakers }: SessionRecord, sayings: readonly Saying[]): readonly (readonly [string, string])[] {
  const names = speakers.map(({ displayName, speakerLabel }) => displayName ?? speakerLabel);
  const languages = [...new Set(sayings.flatMap(({ texts }) => texts.map(({ language }) => language)))];
  return [
    ['Session', session.sessionId],
    ['Began', instantOf(session.openedAtMs)],
    ...(names.length === 0 ? [] : [['Speakers', names.map(oneLine).join(', ')] as const]),
    ...(languages.length === 0 ? [] : [['Languages', languages.map(languageName).join(', ')] as const]),
  ];
}

const directed = (text: string, language: LanguageCode): string => withDirectionMark(oneLine(text), directionOfText(text, language));

function plainText(record: SessionRecord, sayings: readonly Saying[]): string {
  const head = [titleOf(record.session), ...headOf(record, sayings).map(([what, value]) => `${what}: ${value}`)];
  const body = sayings.map(({ startMs, speaker, texts: [first, ...others] }) => {
    const lead = `[${clockOf(startMs)}] ${speaker === null ? '' : `${oneLine(speaker)}: `}`;
    const lines = [
      `${lead}${first === undefined ? '' : directed(first.text, first.language)}`,
      ...others.map(({ language, text }) => `    ${language}: ${directed(text, language)}`),
    ];
    return { startMs, text: lines.join('\n') };
  });
  const missing = missingIn(record).map(({ startMs, text }) => ({ startMs, text: `[${clockOf(startMs)}] (${text})` }));
  return `${[head.join('\n'), ...inOrder(body, missing)].join('\n\n')}\n`;
}

/** What Markdown would take for its own. */
function markdownText(text: string): string {
  return text
    .replaceAll(/[\\`*_[\]<>&#|~!]/gu, String.raw`\$&`)
    .replace(/^(\d+)([.)])/u, String.raw`$1\$2`)
    .replace(/^[-+=:]/u, String.raw`\$&`);
}

function markdown(record: SessionRecord, sayings: readonly Saying[]): string {
  const head = headOf(record, sayings).map(([what, value]) => `- ${what}: ${markdownText(value)}`);
  const body = sayings.map(({ startMs, speaker, texts: [first, ...others] }) => {
    const who = speaker === null ? '' : `**${markdownText(oneLine(speaker))}** · `;
    const lines = [
      ...(first === undefined ? [] : [markdownText(directed(first.text, first.language))]),
      ...others.map(({ language, text }) => `*${language}:* ${markdownText(directed(text, language))}`),
    ];
    return { startMs, text: `${who}${clockOf(startMs)}\n\n${lines.map((line) => `> ${line}`).join('\n>\n')}` };
  });
  const missing = missingIn(record).map(({ startMs, text }) => ({ startMs, text: `*${clockOf(startMs)} · ${text}*` }));
  return `${[`# ${markdownText(titleOf(record.session))}`, head.join('\n'), ...inOrder(body, missing)].join('\n\n')}\n`;
}
