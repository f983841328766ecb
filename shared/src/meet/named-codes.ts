// The words of a text -> the meeting codes that it names as such. Pure.
import { CODE_LETTERS } from './meeting-address.ts';

/** A word of a text, with the punctuation behind it. */
export interface Word {
  readonly text: string;
  /** Counts up; words of one line have the same. */
  readonly line: number;
}

export const MEETING_CODE = new RegExp(`^${CODE_LETTERS}$`, 'i');

/** Marks that end a word of a sentence or of chat markup, and spaces of an address. */
const BEHIND_WORD = /(?<![.,;:!?…*_~])(?:[.,;:!?…*_~]|%(?:20|0[9AD]|C2%A0))+$/i;
const COLON_BEHIND = /:[*_~]*$/;

/** The word for a code, in the languages of Meet's interface, also as the end of a compound: "Besprechungscode", "会议代码". */
const CODE_LABEL =
  /(?:code|codes|kode|koden|kod|kodu|kód|kódu|koodi|codi|código|codigo|codice|codul|cod|code-pin|kodas|kods|koda|kodi|код|коду|кода|κωδικός|κωδικό|رمز|الرمز|קוד|הקוד|कोड|কোড|குறியீடு|కోడ్|รหัส|mã|コード|代码|代碼|代號|号|號|号码|號碼|코드)(?:は|为|為|是|는|은)?$/u;
/** These say so with a colon only: "Meet: abc-defg-hij". */
const COLON_LABEL =
  /^(?:meet|g?meet|google-?meet|meeting|meetings|id|meeting-?id|link|room|call|videocall|video-?call|join|conference|besprechung|videoanruf|konferenz|reunión|réunion|riunione|reunião|vergadering|spotkanie|toplantı|møte|möte|møde|kokous|schůzka|встреча|встречи|зустріч|اجتماع|الاجتماع|פגישה|मीटिंग|rapat|会议|會議|会議|ミーティング|회의|การประชุม)$/u;
/** A code may stand behind Meet's address: "Go to meet.google.com, abc-defg-hij". */
const MEET_ITSELF = /^(?:https?:\/\/)?(?:www\.)?meet\.google\.com\/?$/i;
/** Between label and code: "The code is abc-defg-hij". */
const IS = /^(?:=|is|ist|lautet|est|es|é|è|jest|to|är|er|on|este|je|это|है|là|adalah)$/u;

/** As a label is compared: in small letters, without marks; empty for what has other signs in it than letters and hyphens, as an address. */
function labelOf({ text }: Word): string {
  const label = withoutMarks(text).toLowerCase();
  return /^[\p{L}\p{M}-]+$/u.test(label) ? label : '';
}

/** A word without the marks behind it. */
export function withoutMarks(text: string): string {
  return text.replace(BEHIND_WORD, '');
}

/** Whether the word before says that a code follows: the word for it, with or without "is", or Meet's host. */
function isLabelled(words: readonly Word[], at: number): boolean {
  const before = words[at - 1];
  if (before === undefined) return false;
  if (CODE_LABEL.test(labelOf(before)) || MEET_ITSELF.test(withoutMarks(before.text))) return true;
  if (COLON_BEHIND.test(before.text) && COLON_LABEL.test(labelOf(before))) return true;
  const further = words[at - 2];
  return further !== undefined && IS.test(withoutMarks(before.text).toLowerCase()) && CODE_LABEL.test(labelOf(further));
}

/** Whether the code, behind a colon, is all that a line says of a meeting: "Call with Ana on Monday: abc-defg-hij". */
function endsLabelledLine(words: readonly Word[], at: number): boolean {
  const [before, word, after] = [words[at - 1], words[at], words[at + 1]];
  if (before === undefined || word === undefined || before.line !== word.line) return false;
  if (!COLON_BEHIND.test(before.text)) return false;
  const isLast = after === undefined || after.line !== word.line || /[.,;!?]$/.test(word.text);
  const labels = words.slice(0, at).filter(({ line }) => line === word.line);
  return isLast && labels.map(labelOf).some((label) => CODE_LABEL.test(label) || COLON_LABEL.test(label));
}

/** Behind the word for a code and a colon, to the line's end, a code may be written without hyphens: `Code: abc defg hij`. */
function spelledCode(words: readonly Word[], at: number): string | null {
  const [label, first] = [words[at - 1], words[at]];
  if (label === undefined || first === undefined || !COLON_BEHIND.test(label.text) || !CODE_LABEL.test(labelOf(label))) return null;
  const rest = words.slice(at).filter(({ line }) => line === first.line);
  return codeAlone(rest.map(({ text }) => withoutMarks(text)).join(' '));
}

/** A text that is nothing but a code, as it is read out or typed, with hyphens, with spaces, or with nothing between its parts; or null. */
export function codeAlone(text: string): string | null {
  const found = /^([a-z]{3})[\s-]*([a-z]{4})[\s-]*([a-z]{3})$/i.exec(text);
  return found === null ? null : found.slice(1).join('-').toLowerCase();
}

/** Codes, in small letters, that nobody can take for words of the text: named as a code, or right behind Meet's host. */
export function namedCodes(words: readonly Word[]): readonly string[] {
  return words.flatMap((word, at) => {
    const code = withoutMarks(word.text);
    if (!MEETING_CODE.test(code)) return spelledCode(words, at) ?? [];
    return isLabelled(words, at) || endsLabelledLine(words, at) ? [code.toLowerCase()] : [];
  });
}
