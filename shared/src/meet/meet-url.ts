// What a person pasted -> the URL of a Google Meet meeting, or a typed refusal.
import { CODE_LETTERS, MEET_ORIGIN, addressIn, meetingAt, meetingRefusal, meetingUrlOf } from './meeting-address.ts';
import { MEETING_CODE, codeAlone, namedCodes, withoutMarks, type Word } from './named-codes.ts';

export { MEET_HOST, MEET_ORIGIN } from './meeting-address.ts';

/** An invitation is some thousand characters long; more is not read. */
const MAX_TEXT_LENGTH = 20_000;

const INVISIBLE = /[\u00AD\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]|\p{Variation_Selector}/gu;
const DASHES = /[\u2010-\u2015\u2212]/g;
/** As JSON and Markdown write a slash, a dot or a hyphen that shall be nothing else. */
const ESCAPED = /\\(?=[/._~*&=?-])/g;
/** Browsers read a backslash behind a host as a slash. */
const HOST_BACKSLASH = /(?<=https?:\/\/[^\s/\\?#]{1,255})\\(?![nrt])/gi;
const SPACED_SCHEME = /(?<![\p{L}\p{N}])(https?)\s*(?::\s*\/{1,2}|\/{2})\s*(?=[\p{L}\p{N}])/giu;
const SPACED_SLASH = /(meet\.google\.com)\s*\/[\s/]*(?=[a-z])/gi;
/** A link that mail programs fold at a hyphen. */
const FOLDED_CODE = /(meet\.google\.com\/[a-z]{3}-(?:[a-z]{4}-)?)(?:[\n\r]+[ \t]*)(?:([a-z]{4}-)[\n\r]*[ \t]*)?(?=[a-z])/gi;

/** What stands around an address in a text or in markup, and can't be in one of a meeting; outside ASCII every mark. */
const AROUND = /(?:[\s<>()[\]{}"'`|\\]|(?=[\u0080-\u{10FFFF}])[\p{P}\p{S}])+/u;
const LINE_END = /[\n\r\u2028\u2029]+/;
const MARKS_ALONE = /^[.,;:!?…*_~]+$/;
const BEFORE_WORD = /^(?:[.,;:!?…*_~-]|%(?:20|0[9AD]|C2%A0))+|^\/\//i;

/** Words of scripts that put no space between them and a code or an address: `コードはabc-defg-hij`. */
const GLUED_BEFORE = /^((?:(?!\p{Script=Latin})[\p{L}\p{M}])+)(?=[a-z0-9])/iu;
const GLUED_BEHIND = new RegExp(String.raw`(?<![a-z0-9-])(${CODE_LETTERS})((?:(?!\p{Script=Latin})[\p{L}\p{M}])+)$`, 'iu');
const GLUED_CODE = new RegExp(String.raw`(?<=\p{L}:)(?=${CODE_LETTERS}(?![\p{L}\p{N}-]))`, 'giu');
const GLUED_LINK = new RegExp(String.raw`(?<=${CODE_LETTERS})(?=https?://)`, 'gi');

/** The end of a link, where nothing else is given: a path, or a code with the parameters behind it. */
const LINK_END = new RegExp(String.raw`^/?(?:u/\d+/)?(${CODE_LETTERS})/?(?:[?&#]\S*)?$`, 'i');

function plainText(text: string): string {
  return text
    .slice(0, MAX_TEXT_LENGTH)
    .normalize('NFKC')
    .replaceAll(INVISIBLE, '')
    .replaceAll(DASHES, '-')
    .replaceAll('&amp;', '&')
    .replaceAll(HOST_BACKSLASH, '/')
    .replaceAll(ESCAPED, '')
    .replaceAll(SPACED_SCHEME, '$1://')
    .replaceAll(SPACED_SLASH, '$1/')
    .replaceAll(FOLDED_CODE, '$1$2')
    .replaceAll(GLUED_CODE, ' ')
    .replaceAll(GLUED_LINK, ' ');
}

function wordsOf(text: string): readonly Word[] {
  const words: Word[] = [];
  for (const [line, written] of text.split(LINE_END).entries()) {
    for (const part of written.split(AROUND)) {
      const last = words.at(-1);
      // `Call (weekly): …` and `Code : …`: the colon is that of the word before.
      if (MARKS_ALONE.test(part) && last?.line === line) words.splice(-1, 1, { text: last.text + part, line });
      const pieces = part.replace(BEFORE_WORD, '').replace(GLUED_BEFORE, '$1 ').replace(GLUED_BEHIND, '$1 $2').split(' ');
      words.push(...pieces.filter((piece) => withoutMarks(piece) !== '').map((piece) => ({ text: piece, line })));
    }
  }
  return words;
}

function only(meetings: readonly string[]): string | undefined {
  const [first, second] = [...new Set(meetings)];
  if (second !== undefined) throw meetingRefusal('The text names more than one meeting.');
  return first;
}

/**
 * The meeting's own URL, without query, fragment or account. Takes what people paste: a link with or without `https://`, in capitals, in
 * brackets, quotes or markup of a chat, with text of any language around it, behind a known redirect or a page that asks to sign in; the
 * page with the telephone numbers of a meeting; a code alone (`abc-defg-hij`, `abcdefghij`), or named as one in a sentence. Throws
 * `meeting-host`, with what is wrong, unless exactly one meeting on Meet's host is named.
 */
export function allowedMeetingUrl(text: string): string {
  const written = wordsOf(plainText(text));
  const words = written.map((word) => withoutMarks(word.text));
  const alone = codeAlone(words.join(' ')) ?? LINK_END.exec(words.join(' '))?.[1];
  if (alone !== undefined) return meetingUrlOf(alone);

  const found = words.flatMap((word) => addressIn(word) ?? []).map((address) => meetingAt(address));
  const linked = only(found.flatMap((one) => (one.type === 'meeting' ? [one.url] : [])));
  if (linked !== undefined) return linked;
  const code = only(namedCodes(written));
  if (code !== undefined) return meetingUrlOf(code);
  for (const type of ['other', 'page'] as const) for (const one of found) if (one.type === type) throw one.refusal;
  const unnamed = only(words.filter((word) => MEETING_CODE.test(word)).map((word) => word.toLowerCase()));
  if (unnamed !== undefined)
    throw meetingRefusal(`The text has no meeting link. If "${unnamed}" is the code of the meeting, give it alone.`);
  throw meetingRefusal('This is not a web address.');
}

/** Whether the page at this address is the given meeting. */
export function isMeetingPage(address: string, meetingUrl: string): boolean {
  const url = URL.parse(address);
  return url !== null && url.origin === MEET_ORIGIN && `${url.origin}${url.pathname.replace(/\/$/, '')}` === meetingUrl;
}
