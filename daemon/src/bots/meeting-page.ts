// A browser's page -> Meet's page: snapshots out, presses in. What to press is decided elsewhere.
import { SubcamError, withinTime, type Clock } from '@subcam/shared';
import {
  controlElementSource,
  dialogAcceptSource,
  nameBoxSource,
  pageSnapshotSource,
  parsePageSnapshot,
  type PageControl,
  type PageSnapshot,
} from '@subcam/shared/meet';
import type { BotPage } from './browser-port.ts';

export interface MeetingPage {
  /** Opens the meeting with Meet's texts in English. */
  open(meetingUrl: string): Promise<void>;
  /** Rejects, retryable, while the page is being replaced, and with `timeout` when it does not answer. */
  read(): Promise<PageSnapshot>;
  /** False when since the snapshot the control is gone, or something came to lie over it. */
  press(control: PageControl): Promise<boolean>;
  acceptDialog(): Promise<boolean>;
  typeName(name: string): Promise<boolean>;
}

/** A cold Chrome on a busy machine loads Meet in some 10 s. */
const OPEN_LIMIT_MS = 60_000;

/** A page that does not answer within this is stuck: its scripts, or the machine. */
const ANSWER_LIMIT_MS = 10_000;

/** `what` took longer than it may; it may take less the next time. */
export function tookTooLong(what: string, limitMs: number): SubcamError {
  return new SubcamError('timeout', `${what} took longer than ${limitMs / 1000} s.`, { retryable: true });
}

/** Meet's page in `page`. */
export function meetingPage(page: BotPage, clock: Clock): MeetingPage {
  const answer = <T>(work: Promise<T>, what: string): Promise<T> =>
    withinTime(ANSWER_LIMIT_MS, () => work, { clock, late: () => tookTooLong(what, ANSWER_LIMIT_MS) });
  return {
    open: (meetingUrl) => page.open(`${meetingUrl}?hl=en`, OPEN_LIMIT_MS),
    read: async () => parsePageSnapshot(await answer(page.evaluate(pageSnapshotSource()), "Reading the meeting's page")),
    press: (control) => answer(page.press(controlElementSource(control)), 'Pressing a control of the meeting'),
    acceptDialog: () => answer(page.press(dialogAcceptSource()), 'Accepting a dialog of the meeting'),
    typeName: (name) => answer(page.fill(nameBoxSource(), name), "Typing the bot's name"),
  };
}
