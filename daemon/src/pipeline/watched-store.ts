// A journal -> the same journal, whose every request is watched and measured.
import type { Clock, Journal } from '@subcam/shared';
import type { Metrics } from '../telemetry/index.ts';
import type { RequestWatch } from './request-watch.ts';

/** All requests go to one database, so all of them are one lane. */
const STORE_LANE = 'store';

/** Nobody gives up a request to the store. */
const WANTED = new AbortController().signal;

export function watchedStore(
  store: Journal,
  watch: RequestWatch,
  { metrics, clock }: { readonly metrics: Pick<Metrics, 'stored'>; readonly clock: Clock },
): Journal {
  const ask = async <T>(operation: keyof Journal, request: () => Promise<T>): Promise<T> => {
    const sinceMs = clock.monotonicMs();
    let isFailed = true;
    try {
      const answer = await watch.ask(STORE_LANE, request, WANTED);
      isFailed = false;
      return answer;
    } finally {
      metrics.stored(operation, { ms: clock.monotonicMs() - sinceMs, isFailed });
    }
  };
  return {
    openCapture: (session, capture) => ask('openCapture', () => store.openCapture(session, capture)),
    saveTileSettings: (sessionId, settings, wish) => ask('saveTileSettings', () => store.saveTileSettings(sessionId, settings, wish)),
    commitFinal: (final) => ask('commitFinal', () => store.commitFinal(final)),
    commitQuiet: (progress) => ask('commitQuiet', () => store.commitQuiet(progress)),
    commitGap: (gap, progress) => ask('commitGap', () => store.commitGap(gap, progress)),
    recordGap: (captureId, gap) => ask('recordGap', () => store.recordGap(captureId, gap)),
    commitTranslation: (translation, atMs) => ask('commitTranslation', () => store.commitTranslation(translation, atMs)),
    failTranslation: (key, message) => ask('failTranslation', () => store.failTranslation(key, message)),
    pendingTranslations: (sessionId) => ask('pendingTranslations', () => store.pendingTranslations(sessionId)),
    recordMeetingEvent: (sessionId, event) => ask('recordMeetingEvent', () => store.recordMeetingEvent(sessionId, event)),
    meetingEvents: (sessionId) => ask('meetingEvents', () => store.meetingEvents(sessionId)),
    closeSession: (sessionId, atMs) => ask('closeSession', () => store.closeSession(sessionId, atMs)),
    openSessions: () => ask('openSessions', () => store.openSessions()),
    gaps: (captureId) => ask('gaps', () => store.gaps(captureId)),
    transcripts: (sessionId) => ask('transcripts', () => store.transcripts(sessionId)),
  };
}
