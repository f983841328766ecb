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

/** Paths of Meet that are no meeting, and why. */
const OTHER_PAGES: readonly (readonly [path: RegExp, why: string])[] = [
  [/^\/?(?:landing\/?)?$/, "it is Meet's start page. Open the meeting there first"],
  [/^\/new\/?$/, 'it makes another meeting each time. Open it, and take the link that the browser shows then'],
  [
    /^\/(?:lookup|room)\//,
    'it is a nickname, which Meet tells only to who is signed in. Open it in a browser, and take the link that the browser shows then',
  ],
];

/** Who puts an address of their own before a link that is pasted out of a mail or a calendar, on which path, and where the link stands. */
const REDIRECTS: readonly { readonly host: RegExp; readonly path: RegExp; readonly parameters: readonly string[] }[] = [
  { host: /^(?:www\.)?google\.[a-z]{2,3}(?:\.[a-z]{2})?$/, path: /^\/url$/, parameters: ['q', 'url'] },
  { host: /^meet\.google\.com$/, path: /^\/linkredirect$/, parameters: ['dest'] },
  { host: /\.safelinks\.protection\.outlook\.com$/, path: /^\/$/, parameters: ['url'] },
];

/** A redirect to a redirect to a redirect leads nowhere that anybody means. */
const MAX_REDIRECTS = 3;

/** A code in a sentence is one only behind the word for it: "Meeting code: abc-defg-hij", "el código abc-defg-hij". */
const CODE_LABEL =
  /^(?:code|meeting-?code|meetingcode|besprechungscode|código|codigo|codice|codi|kod|kód|code-pin|код|コード|代码|代碼|코드|kode)$/i;
/** These say so with a colon only: "Meet: abc-defg-hij". */
const COLON_LABEL = /^(?:meet|g?meet|google-?meet|meeting|id|meeting-?id|link|room|call|besprechung|reunión|réunion|riunione)$/i;
const GLUED_CODE = /(?<=\p{L}:)(?=[a-z]{3}-[a-z]{4}-[a-z]{3}(?![\p{L}\p{N}-]))/giu;

function refusal(why: string): SubcamError {
  return new SubcamError('meeting-host', `${why} Give the link of a Google Meet meeting, such as ${MEET_ORIGIN}/abc-defg-hij.`);
}

/** What an address is. `page`: of Meet, but no meeting. */
type Found = { readonly type: 'meeting'; readonly url: string } | { readonly type: 'page' | 'other'; readonly refusal: SubcamError };

const other = (why: string): Found => ({ type: 'other', refusal: refusal(why) });

/** The address that a redirect leads to; null for one that is none. */
function behindRedirect(url: URL): string | null {
  const known = REDIRECTS.find(({ host, path }) => host.test(url.host) && path.test(url.pathname));
  const to = known?.parameters.map((name) => url.searchParams.get(name)).find((value) => value !== null && value !== '');
  return to ?? null;
}

/** One address -> the meeting's URL, or why it is none. */
function meetingAt(address: string, redirects = 0): Found {
  const url = URL.parse(address);
  if (url === null) return other('This is not a web address.');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return other('A meeting link begins with https.');
  if (url.username !== '' || url.password !== '') return other('A meeting link carries no user name.');
  const to = redirects < MAX_REDIRECTS ? behindRedirect(url) : null;
  if (to !== null) return meetingAt(addressIn(to.trim()) ?? to, redirects + 1);
  if (url.host !== MEET_HOST) return other(`The host ${url.host} is not a meeting host that Subcam joins.`);
  const code = MEETING_CODE_PATH.exec(url.pathname)?.[1];
  if (code !== undefined) return { type: 'meeting', url: `${MEET_ORIGIN}/${code.toLowerCase()}` };
  const why = OTHER_PAGES.find(([path]) => path.test(url.pathname))?.[1];
  return { type: 'page', refusal: refusal(`The link has no meeting code${why === undefined ? '' : `: ${why}`}.`) };
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

/** Codes of a text that nobody can take for its words: behind the word for a code, or right behind Meet's host. */
function namedCodes(written: readonly string[]): readonly string[] {
  return written.flatMap((word, at) => {
    const code = word.replace(TRAILING, '');
    if (!MEETING_CODE.test(code)) return [];
    const before = written[at - 1] ?? '';
    const label = before.replace(TRAILING, '').toLowerCase();
    const isNamed = CODE_LABEL.test(label) || (before.endsWith(':') && COLON_LABEL.test(label));
    return isNamed || [MEET_HOST, MEET_ORIGIN, `${MEET_ORIGIN}/`].includes(label) ? [code] : [];
  });
}

/**
 * The meeting's own URL, without query, fragment or account. Takes what people paste: a link with or without `https://`, in capitals, in
 * brackets, with text around it, behind a redirect of Google's or Outlook's; a code alone (`abc-defg-hij`, `abcdefghij`), or named as one in
 * a sentence. Throws `meeting-host`, with what is wrong, unless exactly one meeting on Meet's host is named.
 */
export function allowedMeetingUrl(text: string): string {
  const plain = text
    .slice(0, MAX_TEXT_LENGTH)
    .normalize('NFKC')
    .replaceAll(INVISIBLE, '')
    .replaceAll(DASHES, '-')
    .replaceAll(SPACED_SLASH, '$1/')
    .replaceAll(GLUED_CODE, ' ');
  const written = plain
    .split(AROUND)
    .map((word) => word.replace(LEADING, ''))
    .filter((word) => word.replace(TRAILING, '') !== '');
  const words = written.map((word) => word.replace(TRAILING, ''));
  const spoken = SPOKEN_CODE.exec(words.join(' '));
  if (spoken !== null) return `${MEET_ORIGIN}/${spoken.slice(1).join('-').toLowerCase()}`;

  const found = words.flatMap((word) => addressIn(word) ?? []).map((address) => meetingAt(address));
  const linked = only(found.flatMap((one) => (one.type === 'meeting' ? [one.url] : [])));
  if (linked !== undefined) return linked;
  for (const one of found) if (one.type === 'other') throw one.refusal;
  const code = only(namedCodes(written).map((word) => word.toLowerCase()));
  if (code !== undefined) return `${MEET_ORIGIN}/${code}`;
  for (const one of found) if (one.type === 'page') throw one.refusal;
  const unnamed = only(words.filter((word) => MEETING_CODE.test(word)).map((word) => word.toLowerCase()));
  if (unnamed !== undefined) throw refusal(`The text has no meeting link. If "${unnamed}" is the code of the meeting, give it alone.`);
  throw refusal('This is not a web address.');
}

/** Whether the page at this address is the given meeting. */
export function isMeetingPage(address: string, meetingUrl: string): boolean {
  const url = URL.parse(address);
  return url !== null && url.origin === MEET_ORIGIN && `${url.origin}${url.pathname.replace(/\/$/, '')}` === meetingUrl;
}
