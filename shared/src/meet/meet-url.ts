// A text from anyone -> the URL of a Google Meet meeting, or a typed refusal.
import { SubcamError } from '../errors/subcam-error.ts';

export const MEET_HOST = 'meet.google.com';
export const MEET_ORIGIN = `https://${MEET_HOST}`;

/** Three, four and three letters: `abc-defg-hij`. */
const MEETING_CODE_PATH = /^\/([a-z]{3}-[a-z]{4}-[a-z]{3})\/?$/i;

function refusal(why: string): SubcamError {
  return new SubcamError('meeting-host', `${why} Give the link of a Google Meet meeting, such as ${MEET_ORIGIN}/abc-defg-hij.`);
}

/** The meeting's own URL, without query, fragment or account. Throws `meeting-host` unless it is https, on Meet's host, with a meeting code as path. */
export function allowedMeetingUrl(text: string): string {
  const url = URL.parse(text.trim());
  if (url === null) throw refusal('This is not a web address.');
  if (url.protocol !== 'https:') throw refusal('A meeting link begins with https.');
  if (url.username !== '' || url.password !== '') throw refusal('A meeting link carries no user name.');
  if (url.host !== MEET_HOST) throw refusal(`The host ${url.host} is not a meeting host that Subcam joins.`);
  const code = MEETING_CODE_PATH.exec(url.pathname)?.[1];
  if (code === undefined) throw refusal('The link has no meeting code.');
  return `${MEET_ORIGIN}/${code.toLowerCase()}`;
}

/** Whether the page at this address is the given meeting. */
export function isMeetingPage(address: string, meetingUrl: string): boolean {
  const url = URL.parse(address);
  return url !== null && url.origin === MEET_ORIGIN && `${url.origin}${url.pathname.replace(/\/$/, '')}` === meetingUrl;
}
