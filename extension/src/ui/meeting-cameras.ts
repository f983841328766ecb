// The open meeting pages -> what one of them tells of this machine's real cameras: these pages have ids of their own for them.
import { MEET_ORIGIN } from '@subcam/shared/meet';
import { askPageCameras } from '../bus/page-cameras.ts';
import type { PageCameras } from '../bus/page-cameras.ts';

/** Of the meeting that a person has before them, else of any; null when no meeting is open, or none has looked yet. */
export async function meetingCameras(): Promise<PageCameras | null> {
  const tabs = await chrome.tabs.query({ url: `${MEET_ORIGIN}/*` });
  const nearestFirst = tabs.toSorted((a, b) => Number(b.active) - Number(a.active));
  for (const { id } of nearestFirst) {
    const told = id === undefined ? null : await askPageCameras(id);
    if (told !== null) return told;
  }
  return null;
}
