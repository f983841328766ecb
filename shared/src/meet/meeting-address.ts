// A word that looks like a web address -> the meeting of which it is the address, or why it is none. Pure.
import { SubcamError } from '../errors/subcam-error.ts';
import { behindRedirect, percentDecoded } from './link-redirects.ts';

export const MEET_HOST = 'meet.google.com';
export const MEET_ORIGIN = `https://${MEET_HOST}`;

/** Three, four and three letters: `abc-defg-hij`. */
export const CODE_LETTERS = '[a-z]{3}-[a-z]{4}-[a-z]{3}';

/**
 * What may stand behind the code of a link: markup, punctuation of the sentence around it, a parameter that was put on without a question
 * mark. No further step of a path, and nothing with which the code would be another word.
 */
const BEHIND_CODE = String.raw`[/_]*(?:$|[^\w/@-].*$)`;

/** Where the code of a meeting stands in an address. Of several accounts, Meet's path says which: `u/1`. */
const MEETING_PLACES: readonly { readonly host: RegExp; readonly path: RegExp }[] = [
  {
    host: /^(?:www\.)?meet\.google\.com$/,
    path: new RegExp(`^/(?:%20)*(?:u/\\d+/|_meet/)?(${CODE_LETTERS})${BEHIND_CODE}`, 'i'),
  },
  { host: /^g\.co$/, path: new RegExp(`^/meet/(${CODE_LETTERS})${BEHIND_CODE}`, 'i') },
  // The page with the telephone numbers of a meeting.
  { host: /^tel\.meet$/, path: new RegExp(`^/(${CODE_LETTERS})${BEHIND_CODE}`, 'i') },
];

const MEET_HOSTS = /^(?:www\.)?meet\.google\.com$/;
/** Opens a meeting of its own, as Meet's `/new` does. */
const NEW_MEETING_HOST = 'meet.new';

const SCHEME = /^[a-z][a-z0-9+.-]*:/i;
const WEB_SCHEME = /https?:\/\//i;
/** A web scheme of which the first letters were not copied. */
const CUT_SCHEME = /^t{1,2}ps?:\/\//i;
/** A host with a dot in it, as it is left when `https://` is not copied: it ends in a top-level domain, or is an IPv4 address. */
const BARE_ADDRESS = /^(?:[^\s/@]+@)?(?:(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]+|(?:\d{1,3}\.){3}\d{1,3})(?::\d+)?(?:[/?#@]|$)/i;
const MAIL_ADDRESS = /^(?:mailto:)?[^\s/@:]+@[^\s/@:]+$/i;

const ANOTHER_EACH_TIME = 'it makes another meeting each time. Open it, and take the link that the browser shows then';

/** Paths of Meet that are no meeting, and why. */
const OTHER_PAGES: readonly (readonly [path: RegExp, why: string])[] = [
  [/^\/?(?:landing\/?)?$/, "it is Meet's start page. Open the meeting there first"],
  [/^\/new\/?$/, ANOTHER_EACH_TIME],
  [
    /^\/(?:lookup|room)\//,
    'it is a nickname, which Meet tells only to who is signed in. Open it in a browser, and take the link that the browser shows then',
  ],
];

/** A redirect to a redirect to a redirect leads nowhere that anybody means. */
const MAX_REDIRECTS = 3;

/** What an address is. `page`: of Meet, but no meeting. */
export type Found = { readonly type: 'meeting'; readonly url: string } | { readonly type: 'page' | 'other'; readonly refusal: SubcamError };

export function meetingRefusal(why: string): SubcamError {
  return new SubcamError('meeting-host', `${why} Give the link of a Google Meet meeting, such as ${MEET_ORIGIN}/abc-defg-hij.`);
}

/** `code`: in any case. */
export function meetingUrlOf(code: string): string {
  return `${MEET_ORIGIN}/${code.toLowerCase()}`;
}

/** `why`: what the page is instead, if that is known. */
function noMeeting(why: string | undefined): Found {
  return { type: 'page', refusal: meetingRefusal(`The link has no meeting code${why === undefined ? '' : `: ${why}`}.`) };
}

const other = (why: string): Found => ({ type: 'other', refusal: meetingRefusal(why) });

/** One address -> the meeting's URL, or why it is none. */
export function meetingAt(address: string, redirects = 0): Found {
  const url = URL.parse(address);
  if (url === null) return other('This is not a web address.');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return other('A meeting link begins with https.');
  if (url.username !== '' || url.password !== '') return other('A meeting link carries no user name.');
  const to = redirects < MAX_REDIRECTS ? behindRedirect(url) : null;
  if (to !== null) return meetingAt(addressIn(to) ?? to, redirects + 1);
  const name = url.host.replace(/\.$/, '');
  if (name === NEW_MEETING_HOST) return noMeeting(ANOTHER_EACH_TIME);
  const place = MEETING_PLACES.find(({ host }) => host.test(name));
  if (place === undefined) return other(`The host ${url.host} is not a meeting host that Subcam joins.`);
  const code = place.path.exec(url.pathname)?.[1];
  if (code !== undefined) return { type: 'meeting', url: meetingUrlOf(code) };
  return noMeeting(MEET_HOSTS.test(name) ? OTHER_PAGES.find(([path]) => path.test(url.pathname))?.[1] : undefined);
}

/** A word of a text -> the address in it; null where it is none, or of a mailbox. */
export function addressIn(given: string): string | null {
  if (MAIL_ADDRESS.test(given)) return null;
  const decoded = /^https?%3A/i.test(given) ? percentDecoded(given) : given;
  const word = decoded.replace(CUT_SCHEME, 'https://').replace(/^(?:https?:\/\/)+(?=https?:\/\/)/i, '');
  // A link within an address, as `example.org/?to=https://…`, is not what the address leads to.
  const isAddress = BARE_ADDRESS.test(word) || /^[a-z][a-z0-9+.-]*:\/\//i.test(word);
  const web = WEB_SCHEME.exec(word);
  if (web !== null && (web.index === 0 || !isAddress)) return word.slice(web.index);
  // `Link:meet.google.com/…` is a word before an address, `file:///…` an address.
  const bare = word.slice((/^[^/]*:(?!\d)/.exec(word)?.[0] ?? '').length);
  if (bare !== word && BARE_ADDRESS.test(bare) && MEETING_PLACES.some(({ host }) => host.test(hostOf(bare)))) return `https://${bare}`;
  if (BARE_ADDRESS.test(word)) return `https://${word}`;
  return SCHEME.test(word) ? word : null;
}

/** Of an address without a scheme, as it is written. */
function hostOf(bare: string): string {
  return bare.split(/[/?#]/, 1)[0]?.toLowerCase() ?? '';
}
