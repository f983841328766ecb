// Tiles of Meet's page -> who is in the call and who is marked as speaking.
import { MEET_SELECTORS, type MeetSelectors } from './meet-selectors.ts';

/** The little of the DOM's Element that reading Meet's page takes. */
export interface MeetNode {
  readonly textContent: string | null;
  getAttribute(name: string): string | null;
  matches(selector: string): boolean;
  querySelector(selector: string): MeetNode | null;
  querySelectorAll(selector: string): Iterable<MeetNode>;
}

export interface MeetParticipant {
  /** The page's id of the participant's device, `spaces/…/devices/…`. */
  readonly participantId: string;
  /** Empty where the tile shows no name. */
  readonly displayName: string;
  readonly isSelf: boolean;
  /** Marked as heard at this instant. */
  readonly speaking: boolean;
}

/**
 * Everyone whose tile or list row is on the page, each once, in the page's order; a participant with several tiles speaks when one of them says so.
 * In the lobby it holds oneself: that one is listed does not mean that one is in the call (`classifyMeetPage` decides that).
 * The body refers to nothing outside itself but its arguments, so that its source also runs inside a page.
 */
export function readParticipants(
  root: Pick<MeetNode, 'querySelectorAll'>,
  selectors: MeetSelectors = MEET_SELECTORS,
): readonly MeetParticipant[] {
  const found = new Map<string, MeetParticipant>();
  for (const tile of root.querySelectorAll(selectors.participant)) {
    const participantId = tile.getAttribute(selectors.participantIdAttribute) ?? '';
    if (participantId === '') continue;
    const before = found.get(participantId);
    const self = tile.matches(selectors.selfName) ? tile : tile.querySelector(selectors.selfName);
    const shownName = tile.querySelector(selectors.participantName)?.textContent?.trim() ?? '';
    const selfName = self?.getAttribute(selectors.selfNameAttribute)?.trim() ?? '';
    const rowName = tile.getAttribute('role') === 'listitem' ? (tile.getAttribute('aria-label')?.trim() ?? '') : '';
    const name = [shownName, selfName, rowName].find((one) => one !== '') ?? '';
    found.set(participantId, {
      participantId,
      displayName: before === undefined || before.displayName === '' ? name : before.displayName,
      isSelf: (before?.isSelf ?? false) || self !== null,
      speaking: (before?.speaking ?? false) || tile.matches(selectors.speaking) || tile.querySelector(selectors.speaking) !== null,
    });
  }
  return [...found.values()];
}
