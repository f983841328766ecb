// A journal -> the same journal, whose every request is watched.
import type { Journal } from '@subcam/shared';
import type { RequestWatch } from './request-watch.ts';

/** All requests go to one database, so all of them are one lane. */
const STORE_LANE = 'store';

/** Nobody gives up a request to the store. */
const WANTED = new AbortController().signal;

export function watchedStore(store: Journal, watch: RequestWatch): Journal {
  const ask = <T>(request: () => Promise<T>): Promise<T> => watch.ask(STORE_LANE, request, WANTED);
  return {
    openCapture: (session, capture) => ask(() => store.openCapture(session, capture)),
    saveTileSettings: (sessionId, settings, wish) => ask(() => store.saveTileSettings(sessionId, settings, wish)),
    commitFinal: (final) => ask(() => store.commitFinal(final)),
    commitQuiet: (progress) => ask(() => store.commitQuiet(progress)),
    commitGap: (gap, progress) => ask(() => store.commitGap(gap, progress)),
    recordGap: (captureId, gap) => ask(() => store.recordGap(captureId, gap)),
    commitTranslation: (translation, atMs) => ask(() => store.commitTranslation(translation, atMs)),
    failTranslation: (key, message) => ask(() => store.failTranslation(key, message)),
    pendingTranslations: (sessionId) => ask(() => store.pendingTranslations(sessionId)),
    recordMeetingEvent: (sessionId, event) => ask(() => store.recordMeetingEvent(sessionId, event)),
    meetingEvents: (sessionId) => ask(() => store.meetingEvents(sessionId)),
    closeSession: (sessionId, atMs) => ask(() => store.closeSession(sessionId, atMs)),
    openSessions: () => ask(() => store.openSessions()),
    gaps: (captureId) => ask(() => store.gaps(captureId)),
    transcripts: (sessionId) => ask(() => store.transcripts(sessionId)),
  };
}
