// Why a bot is no longer in a meeting: codes that a program reads, sentences that a person reads.
import type { MeetPageState } from '@subcam/shared/meet';

/** Why an attendance is over; `BotStatus.reason` of the last state begins with one, then a colon and a sentence. */
export const BOT_END_CODES = [
  'left',
  'alone',
  'ended',
  'removed',
  'call-limit',
  'denied',
  'no-response',
  'lobby-limit',
  'cannot-join',
  'bad-code',
  'sign-in-required',
  'captcha',
  'meeting-page',
  'no-capture',
  'browser',
  'network',
  'daemon',
  'lease-lost',
  'internal',
] as const;

export type BotEndCode = (typeof BOT_END_CODES)[number];

export interface BotEnd {
  readonly state: 'completed' | 'failed';
  readonly code: BotEndCode;
  /** A sentence for a person. */
  readonly sentence: string;
}

export function failed(code: BotEndCode, sentence: string): BotEnd {
  return { state: 'failed', code, sentence };
}

export function completed(code: BotEndCode, sentence: string): BotEnd {
  return { state: 'completed', code, sentence };
}

/** The reason of the last `BotStatus`. */
export function endReason(end: BotEnd): string {
  return `${end.code}: ${end.sentence}`;
}

interface PageWord {
  readonly code: BotEndCode;
  readonly sentence: string;
  /** `failed` whenever it comes; `attended`: completed after the bot was in the call, failed before. */
  readonly means: 'failed' | 'attended';
}

const PAGE_WORDS: Readonly<Partial<Record<MeetPageState, PageWord>>> = {
  denied: { code: 'denied', means: 'failed', sentence: 'Someone in the call denied the request to join.' },
  'no-response': { code: 'no-response', means: 'failed', sentence: 'No one in the call responded to the request to join.' },
  'cannot-join': {
    code: 'cannot-join',
    means: 'failed',
    sentence: 'Meet does not let this guest join. Invite an account for the bot, or let guests ask to join.',
  },
  'bad-code': { code: 'bad-code', means: 'failed', sentence: 'Meet knows no such meeting, or its code has expired. Check the link.' },
  'sign-in-required': {
    code: 'sign-in-required',
    means: 'failed',
    sentence: 'This meeting admits only people who are signed in to a Google Account.',
  },
  captcha: {
    code: 'captcha',
    means: 'failed',
    sentence: 'Meet asks to prove that a person is here; Subcam does not evade that. Let the bot in with an invited account.',
  },
  removed: { code: 'removed', means: 'attended', sentence: 'The bot was removed from the meeting.' },
  ended: { code: 'ended', means: 'attended', sentence: 'The meeting ended.' },
  left: { code: 'left', means: 'attended', sentence: 'Meet says that the meeting was left.' },
};

/** How the page's own word ends the attendance; null when it doesn't. */
export function endOf(state: MeetPageState, admitted: boolean): BotEnd | null {
  const word = PAGE_WORDS[state];
  if (word === undefined) return null;
  return word.means === 'attended' && admitted ? completed(word.code, word.sentence) : failed(word.code, word.sentence);
}
