// What a person pasted -> the URL of a Google Meet meeting, or a typed refusal.
import { SubcamError } from '../errors/subcam-error.ts';

export const MEET_HOST = 'meet.google.com';
export const MEET_ORIGIN = `https://${MEET_HOST}`;

/** An invitation is some thousand characters long; more is not read. */
const MAX_TEXT_LENGTH = 20_000;

/** Three, four and three letters: `abc-defg-hij`; before them, of several accounts, which: `u/1`. */
const MEETING_CODE_PATH = /^\/(?:u\/\d+\/)?([a-z]{3}-[a-z]{4}-[a-z]{3})\/?$/i;
const MEETING_CODE = /^[a-z]{3}-[a-z]{4}-[a-z]{3}$/i;
/** A code alone, as it is read out or typed: with hyphens, with spaces, or with nothing between its parts. */
const SPOKEN_CODE = /^([a-z]{3})[\s-]*([a-z]{4})[\s-]*([a-z]{3})$/i;

const INVISIBLE = /[\u00AD\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g;
const DASHES = /[\u2010-\u2015\u2212]/g;
const SPACED_SLASH = /(meet\.google\.com)\s*\/\s*(?=[a-z])/gi;
/** What stands around an address in a text or in markup, and can't be in one of a meeting. */
const AROUND = /[\s<>()[\]{}"'`|\\“”„‘’«»「」『』]+/;
const TRAILING = /[.,;:!?…。、，]+$/;
const LEADING = /^[.,;:!?…-]+/;
const SCHEME = /^[a-z][a-z0-9+.-]*:/i;
const WEB_SCHEME = /https?:\/\//i;
/** A host with a dot in it: what is left out of `https://` when it is pasted from an address bar. */
const BARE_ADDRESS = /^(?:[^\s/@]+@)?[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?(?:[/?#@]|$)/i;

function refusal(why: string): SubcamError {
  return new SubcamError('meeting-host', `${why} Give the link of a Google Meet meeting, such as ${MEET_ORIGIN}/abc-defg-hij.`);
}

/** One address -> the meeting's URL, or why it is none. */
function meetingAt(address: string): string | SubcamError {
  const url = URL.parse(address);
  if (url === null) return refusal('This is not a web address.');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return refusal('A meeting link begins with https.');
  if (url.username !== '' || url.password !== '') return refusal('A meeting link carries no user name.');
  if (url.host !== MEET_HOST) return refusal(`The host ${url.host} is not a meeting host that Subcam joins.`);
  const code = MEETING_CODE_PATH.exec(url.pathname)?.[1];
  if (code === undefined) return refusal('The link has no meeting code.');
  return `${MEET_ORIGIN}/${code.toLowerCase()}`;
}

/** A word of a text -> the address in it; null where it is none. */
function addressIn(word: string): string | null {
  const web = WEB_SCHEME.exec(word);
  if (web !== null) return word.slice(web.index);
  // `Link:meet.google.com/…` is a word before an address, `file:///…` an address.
  const bare = word.slice((/^[^/]*:(?!\d)/.exec(word)?.[0] ?? '').length);
  if (bare !== word && BARE_ADDRESS.test(bare) && bare.toLowerCase().startsWith(MEET_HOST)) return `https://${bare}`;
  if (BARE_ADDRESS.test(word)) return `https://${word}`;
  return SCHEME.test(word) ? word : null;
}

function only(meetings: readonly string[]): string | undefined {
  const [first, second] = [...new Set(meetings)];
  if (second !== undefined) throw refusal('The text names more than one meeting.');
  return first;
}

/**
 * The meeting's own URL, without query, fragment or account. Takes what people paste: a link with or without `https://`, in capitals, in
 * brackets, with text around it; a code alone (`abc-defg-hij`, `abcdefghij`). Throws `meeting-host`, with what is wrong, unless exactly
 * one meeting on Meet's host is named.
 */
export function allowedMeetingUrl(text: string): string {
  const plain = text
    .slice(0, MAX_TEXT_LENGTH)
    .normalize('NFKC')
    .replaceAll(INVISIBLE, '')
    .replaceAll(DASHES, '-')
    .replaceAll(SPACED_SLASH, '$1/');
  const words = plain
    .split(AROUND)
    .map((word) => word.replace(TRAILING, '').replace(LEADING, ''))
    .filter((word) => word !== '');
  const spoken = SPOKEN_CODE.exec(words.join(' '));
  if (spoken !== null) return `${MEET_ORIGIN}/${spoken.slice(1).join('-').toLowerCase()}`;

  const found = words.flatMap((word) => addressIn(word) ?? []).map(meetingAt);
  const linked = only(found.filter((one) => typeof one === 'string'));
  if (linked !== undefined) return linked;
  const [firstRefusal] = found.filter((one) => typeof one !== 'string');
  if (firstRefusal !== undefined) throw firstRefusal;
  const code = only(words.filter((word) => MEETING_CODE.test(word)).map((word) => word.toLowerCase()));
  if (code !== undefined) return `${MEET_ORIGIN}/${code}`;
  throw refusal('This is not a web address.');
}

/** Whether the page at this address is the given meeting. */
export function isMeetingPage(address: string, meetingUrl: string): boolean {
  const url = URL.parse(address);
  return url !== null && url.origin === MEET_ORIGIN && `${url.origin}${url.pathname.replace(/\/$/, '')}` === meetingUrl;
}
