// How many things a client may have written down -> whether there is room for one more; the log hears of the first that finds none.
import type { CaptureSettings, PipelineDeps, SessionSettings } from './pipeline-deps.ts';

export const TOO_MANY_GAPS = 'This capture has as many gaps as limits.maxGapsPerCapture allows: begin a new capture.';

export interface Allowance {
  /** So many were written down before. */
  startAt(written: number): void;
  /** Takes one; false when there is none left. */
  take(): boolean;
}

/** Of gaps that a capture's client reports. */
export function gapAllowance(captureId: string, { settings, log }: Pick<PipelineDeps<CaptureSettings>, 'settings' | 'log'>): Allowance {
  const whenOver = 'More gaps are reported than limits.maxGapsPerCapture: later ones are not written down.';
  return createAllowance(
    () => settings.maxGapsPerCapture,
    () => log.warn({ captureId }, whenOver),
  );
}

/** Of what a session's clients tell of the meeting. */
export function meetingEventAllowance(
  sessionId: string,
  { settings, log }: Pick<PipelineDeps<SessionSettings>, 'settings' | 'log'>,
): Allowance {
  const whenOver = 'There are more meeting events than limits.maxMeetingEvents: later ones are not written down.';
  return createAllowance(
    () => settings.maxMeetingEvents,
    () => log.warn({ sessionId }, whenOver),
  );
}

/** `limit`: that of the moment. `sayOver` is called once. */
function createAllowance(limit: () => number, sayOver: () => void): Allowance {
  let taken = 0;
  let isSaid = false;
  return {
    startAt: (written) => {
      taken = written;
    },
    take: () => {
      const hasRoom = taken < limit();
      if (hasRoom) taken += 1;
      else if (!isSaid) {
        isSaid = true;
        sayOver();
      }
      return hasRoom;
    },
  };
}
