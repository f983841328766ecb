// Stores that are wrong about captures, their sessions, progress and gaps, and the check that must find it.
import type { AudioGap, CaptureRow, Store } from '@subcam/shared';
import type { BrokenStore } from './broken-store.ts';

/** A store whose captures are opened with a change. */
const opening = (change: (capture: CaptureRow) => CaptureRow) => (sound: Store) => ({
  ...sound,
  openCapture: async (...asked: Parameters<Store['openCapture']>) => {
    const opened = await sound.openCapture(...asked);
    return { ...opened, capture: change(opened.capture) };
  },
});

export const BROKEN_CAPTURES: readonly BrokenStore[] = [
  ['forgets where it was', opening((capture) => ({ ...capture, committedThrough: 0 })), 'takes progress forward only'],
  [
    'keeps the progress without its state',
    opening((capture) => ({ ...capture, segmenterState: null })),
    'goes on from the last commit in another process',
  ],
  ['counts samples in 32 bits', opening((c) => ({ ...c, committedThrough: c.committedThrough | 0 })), 'takes progress forward only'],
  [
    'goes back with its progress',
    (sound) => {
      let last: { readonly throughSample: number; readonly segmenterState: string } | undefined;
      const answer = ({ committedThrough, segmenterState, ...capture }: CaptureRow): CaptureRow => ({
        ...capture,
        committedThrough: last?.throughSample ?? committedThrough,
        segmenterState: last?.segmenterState ?? segmenterState,
      });
      return {
        ...opening(answer)(sound),
        commitQuiet: (progress) => {
          last = progress;
          return sound.commitQuiet(progress);
        },
      };
    },
    'takes progress forward only',
  ],
  [
    'starts every capture with a state',
    opening((capture) => ({ ...capture, segmenterState: capture.segmenterState ?? '{}' })),
    'opens a capture at sample 0, without a state',
  ],
  [
    'takes an older connection',
    (sound) => {
      let epoch = 0;
      return { ...sound, openCapture: (session, capture) => sound.openCapture(session, { ...capture, connectionEpoch: (epoch += 1) }) };
    },
    'refuses a connection that is not newer',
  ],
  [
    'lets two connections in at once',
    (sound) => {
      const coming = new Map<string, ReturnType<Store['openCapture']>>();
      return {
        ...sound,
        openCapture: (session, capture) => {
          const same = coming.get(capture.captureId);
          if (same !== undefined) return same;
          const opened = sound.openCapture(session, capture).finally(() => coming.delete(capture.captureId));
          coming.set(capture.captureId, opened);
          return opened;
        },
      };
    },
    'lets one of the connections win that come at once',
  ],
  [
    'gives a capture to whoever asks',
    (sound) => {
      const owners = new Map<string, Parameters<Store['openCapture']>[0]>();
      return {
        ...sound,
        openCapture: (session, capture) => {
          const owner = owners.get(capture.captureId) ?? session;
          owners.set(capture.captureId, owner);
          return sound.openCapture(owner, { ...capture, sessionId: owner.sessionId });
        },
      };
    },
    'keeps a capture to its session',
  ],
  [
    'opens the session of a capture that it refuses',
    (sound) => ({
      ...sound,
      openCapture: async (session, capture) => {
        const first = { ...capture, captureId: `${session.sessionId}-first`, sessionId: session.sessionId };
        await sound.openCapture(session, first).catch(() => undefined);
        return sound.openCapture(session, capture);
      },
    }),
    'keeps a capture to its session',
  ],
  [
    'keeps a session open that was closed',
    (sound) => ({ ...sound, closeSession: () => Promise.resolve() }),
    'tells the open sessions in the order in which they were opened, until they are closed',
  ],
  [
    'tells open sessions in any order',
    (sound) => ({ ...sound, openSessions: async () => (await sound.openSessions()).toReversed() }),
    'tells the open sessions in the order in which they were opened, until they are closed',
  ],
  [
    'keeps a tile’s settings beyond the session',
    (sound) => {
      let last: Awaited<ReturnType<Store['openCapture']>>['tileSettings'] = null;
      return {
        ...sound,
        openCapture: async (session, capture) => {
          const opened = await sound.openCapture(session, capture);
          last = opened.tileSettings ?? last;
          return { ...opened, tileSettings: last };
        },
      };
    },
    'keeps how a tile looks and what was asked of it, until the session is closed',
  ],
  [
    'forgets what a client asked of its tile',
    (sound) => ({ ...sound, saveTileSettings: (sessionId, settings) => sound.saveTileSettings(sessionId, settings) }),
    'keeps how a tile looks and what was asked of it, until the session is closed',
  ],
  [
    'stores a gap without the progress past it',
    (sound) => ({ ...sound, commitGap: (gap, { captureId }) => sound.recordGap(captureId, gap).then(() => undefined) }),
    'keeps gaps with their reasons, and tells whether one is news',
  ],
  [
    'says that every gap is news',
    (sound) => ({ ...sound, recordGap: async (captureId, gap) => (await sound.recordGap(captureId, gap)) || true }),
    'keeps gaps with their reasons, and tells whether one is news',
  ],
  [
    'gives every gap one reason',
    (sound) => ({
      ...sound,
      gaps: async (captureId) => (await sound.gaps(captureId)).map((gap): AudioGap => ({ ...gap, reason: 'source-gap' })),
    }),
    'keeps gaps with their reasons, and tells whether one is news',
  ],
  [
    'keeps what a client lost although it is back',
    (sound) => {
      const lost: AudioGap[] = [];
      return {
        ...sound,
        recordGap: (captureId, gap) => {
          if (gap.reason === 'client-lost') lost.push(gap);
          return sound.recordGap(captureId, gap);
        },
        gaps: async (captureId) => [...(await sound.gaps(captureId)), ...lost],
      };
    },
    'takes back what a client lost when it returns, and nothing else',
  ],
  [
    'takes back every gap of a client that returns',
    (sound) => ({ ...sound, gaps: async (captureId) => (await sound.gaps(captureId)).filter(({ firstSample }) => firstSample === 0) }),
    'takes back what a client lost when it returns, and nothing else',
  ],
];
