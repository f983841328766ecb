// What the popup says of each state: always words, never a lamp alone.
import { describe, expect, it } from 'vitest';
import { sampleCapture, sampleState, sampleTrouble } from '@subcam/shared/testing';
import { popupView as viewAt } from './popup-view.ts';
import type { CaptureStatus, ExtensionStatus, MicrophoneStatus } from '../bus/extension-status.ts';
import type { MeetUnread } from '@subcam/shared/meet';
import type { PopupView } from './popup-view.ts';

const NOW_MS = 1_000_000;
const popupView = (status: ExtensionStatus): PopupView => viewAt(status, NOW_MS);

function running(change: Partial<CaptureStatus> = {}): ExtensionStatus {
  return {
    paired: true,
    capture: {
      phase: 'capturing',
      sessionId: 's',
      captureId: 'capture-1',
      tabId: 1,
      startedAtMs: 1,
      link: { phase: 'live', error: null, connectionEpoch: 1 },
      sound: { phase: 'sound', peakDbfs: -30 },
      counts: {
        capturedSamples: 16_000,
        ackedThrough: 0,
        retainedSamples: 16_000,
        evictedSamples: 0,
        sourceGaps: 0,
        sourceGapSamples: 0,
        droppedMeetingEvents: 0,
        droppedTileReports: 0,
        malformedPageMessages: 0,
      },
      tile: null,
      reading: null,
      microphone: null,
      session: sampleState(),
      failure: null,
      account: null,
      ...change,
    },
  };
}

describe('popupView', () => {
  it('asks for pairing first, and offers no start before it', () => {
    expect(popupView({ paired: false, capture: null })).toMatchObject({
      paired: false,
      link: { text: 'Not paired with a daemon', tone: 'bad' },
      action: { does: 'start', enabled: false },
    });
  });

  it('offers to start when it is paired and nothing runs', () => {
    expect(popupView({ paired: true, capture: null })).toMatchObject({
      link: { text: 'Ready' },
      running: false,
      sound: { text: '', level: 0 },
      tile: { text: '' },
      action: { does: 'start', enabled: true },
      settingsLocked: false,
    });
  });

  it('shows level, engines and latency of a running capture, and offers to stop', () => {
    expect(popupView(running())).toEqual({
      paired: true,
      link: { text: 'Connected to the daemon', tone: 'good' },
      running: true,
      sound: { text: 'Heard', tone: 'good', level: 0.5, peak: '-30 dB' },
      tile: { text: 'No page has opened the tile: nothing has been reported of it yet.', tone: 'busy' },
      microphone: { text: '', tone: 'idle' },
      meetingPage: { text: '', tone: 'idle' },
      languages: 'English → Spanish',
      engines: 'Moonshine tiny (English) · Apertium',
      trouble: { text: '', tone: 'bad' },
      latency: '21 ms from the tab to the daemon',
      keeping: { text: '', tone: 'idle' },
      losses: '',
      action: { label: 'Stop subtitles', does: 'stop', enabled: true },
      settingsLocked: true,
    });
  });
});

describe('what the popup says of a two-way session', () => {
  it('names both languages, and says of each direction by itself what is wrong with it', () => {
    const [route] = sampleState().routes;
    if (route === undefined) throw new Error('The sample has a route.');
    const since = new Date(2026, 10, 29, 14, 3, 5).getTime();
    const trouble = sampleTrouble({ sinceMs: since, message: 'The model is broken.', work: 'skipped' });
    const there = { ...route, sourceLanguage: 'en', targetLanguage: 'pt' };
    const back = { ...route, sourceLanguage: 'pt', targetLanguage: 'en' };
    const view = (routes: readonly (typeof route)[], translator: typeof trouble | null) => {
      const languages = { sourceLanguage: 'en', targetLanguages: ['pt'], twoWay: true };
      return popupView(
        running({ session: sampleState({ ...languages, routes, trouble: { recogniser: null, translator, storage: null } }) }),
      );
    };
    expect(view([there, back], null)).toMatchObject({ languages: 'English ⇄ Portuguese', trouble: { text: '' } });
    expect(view([there, { ...back, trouble }], trouble).trouble.text).toBe(
      'Portuguese is not translated into English since 14:03:05: The model is broken. What is said now stays untranslated.',
    );
    const instead = { engines: ['bergamot'], sinceMs: since, message: 'bergamot is away.' };
    expect(
      view(
        [
          { ...there, instead },
          { ...back, engines: [], instead },
        ],
        trouble,
      ).trouble.text,
    ).toBe(
      'English to Portuguese is translated by Apertium since 14:03:05, in place of bergamot: bergamot is away. ' +
        'Portuguese is not translated into English since 14:03:05: bergamot is away.',
    );
    const all = [there, back].map((one) => ({ ...one, trouble }));
    expect(view(all, trouble).trouble.text).toMatch(/^Nothing is translated since 14:03:05/u);
    const unknown = { ...trouble, code: 'bad-request' as const, message: 'Nothing translates cy to en here.' };
    expect(view([there, back], unknown).trouble.text).toMatch(/^Some of what is said is not translated since 14:03:05/u);
  });
});

describe('what the popup says of a call that runs', () => {
  it('says which engine does not work, since when, why, and what becomes of what is said', () => {
    const since = new Date(2026, 10, 29, 14, 3, 5).getTime();
    const recogniser = sampleTrouble({ sinceMs: since, message: 'The whisper service cannot be reached.' });
    const away = popupView(running({ session: sampleState({ trouble: { recogniser, translator: null, storage: null } }) }));
    expect(away.trouble).toEqual({
      text: 'No speech is recognised since 14:03:05: The whisper service cannot be reached. What is said is kept, and its captions come late.',
      tone: 'bad',
    });
    const { engines } = sampleState();
    const partials = sampleTrouble({ sinceMs: since, message: 'Moonshine hangs.' });
    const atTwoSpeeds = {
      engines: { ...engines, sttPartials: engines.stt },
      trouble: { recogniser, partials, translator: null, storage: null },
    };
    expect(popupView(running({ session: sampleState(atTwoSpeeds) })).trouble.text).toBe(
      'Captions do not become final since 14:03:05: The whisper service cannot be reached. What is said is kept, and its captions come late. ' +
        'Words are not shown while they are spoken since 14:03:05: Moonshine hangs. They are shown when an utterance is over.',
    );
    const standIn = { engine: engines.stt, insteadOf: 'whisper', sinceMs: since };
    expect(popupView(running({ session: sampleState({ ...atTwoSpeeds, standIn }) })).trouble.text).toMatch(
      /^Speech is recognised by moonshine since 14:03:05, in place of whisper: The whisper service cannot be reached\. Words are not shown/u,
    );
    const translator = sampleTrouble({ sinceMs: since, message: 'It has no such words.', work: 'skipped' });
    const trouble = { recogniser: { ...recogniser, work: 'skipped' as const }, translator, storage: null };
    expect(popupView(running({ session: sampleState({ trouble }) })).trouble.text).toMatch(
      /gets no captions\. Nothing is translated since 14:03:05: It has no such words\. .*stays untranslated\.$/,
    );
  });

  it('says that nothing is stored, since when, why, and what becomes of what is said', () => {
    const since = new Date(2026, 10, 29, 14, 3, 5).getTime();
    const storage = sampleTrouble({ sinceMs: since, message: 'The disk is full: free some space.' });
    const view = (work: 'kept' | 'skipped') =>
      popupView(running({ session: sampleState({ trouble: { recogniser: null, translator: null, storage: { ...storage, work } } }) }));
    expect(view('kept').trouble).toEqual({
      text: 'Nothing is stored since 14:03:05: The disk is full: free some space. Up to two minutes of what is said are kept, and come late.',
      tone: 'bad',
    });
    expect(view('skipped').trouble.text).toMatch(/What is said now is lost\.$/);
  });

  it('says which engine stands in for which, since when and why, and not where nothing translates anyway', () => {
    const [route] = sampleState().routes;
    if (route === undefined) throw new Error('The sample has a route.');
    const routes = [{ ...route, instead: { engines: ['bergamot'], sinceMs: NOW_MS, message: 'bergamot is away.' } }];
    expect(popupView(running({ session: sampleState({ routes }) })).trouble.text).toMatch(
      /^Spanish is translated by Apertium since \d\d:\d\d:\d\d, in place of bergamot: bergamot is away\.$/,
    );
    const trouble = { recogniser: null, translator: sampleTrouble(), storage: null };
    expect(popupView(running({ session: sampleState({ routes, trouble }) })).trouble.text).not.toContain('in place of');
  });

  it('says to whom sound and words go when they leave the machine', () => {
    const { engines } = sampleState();
    const remote = { name: 'service', model: 'large', title: 'A service', leavesMachine: true, sendsTo: 'gpu.example:8000' };
    const session = sampleState({ engines: { ...engines, stt: remote, translator: remote } });
    expect(popupView(running({ session })).engines).toBe(
      'A service (sound goes to gpu.example:8000) · A service (words go to gpu.example:8000)',
    );
    const quick = sampleState({ engines: { ...engines, stt: remote, sttPartials: engines.stt } });
    expect(popupView(running({ session: quick })).engines).toBe(
      'A service (sound goes to gpu.example:8000) · Moonshine tiny (English) while people speak · Apertium',
    );
  });

  it('shows no latency that was not measured', () => {
    const session = sampleState({
      captures: [sampleCapture({ captureToDaemonMs: { n: 0, p50: null, p95: null } })],
    });
    expect(popupView(running({ session })).latency).toBe('');
  });

  it('says that nothing is heard, and tells a silent tab from one that sends nothing', () => {
    expect(popupView(running({ sound: { phase: 'none', peakDbfs: null } })).sound).toMatchObject({
      text: 'No sound arrives from the tab',
      tone: 'bad',
    });
    expect(popupView(running({ sound: { phase: 'silent', peakDbfs: null } })).sound).toMatchObject({ text: 'The tab is silent' });
  });

  it('gives the reason of a refusal or a loss', () => {
    const error = { code: 'protocol-version', message: 'Update the extension.', retryable: false } as const;
    expect(popupView(running({ link: { phase: 'refused', error, connectionEpoch: 1 } })).link).toEqual({
      text: 'Update the extension.',
      tone: 'bad',
    });
    expect(popupView(running({ link: { phase: 'reconnecting', error, connectionEpoch: 1 } })).link.text).toMatch(
      /^Update the extension\. Reconnecting/,
    );
    const failed = popupView(running({ phase: 'ended', failure: { code: 'browser', message: 'Chrome gave no sound.', retryable: false } }));
    expect(failed.link).toEqual({ text: 'Chrome gave no sound.', tone: 'bad' });
  });

  it('owns up to sound that was lost', () => {
    const counts = { ...running().capture!.counts, sourceGaps: 1, sourceGapSamples: 480, evictedSamples: 32_000 };
    expect(popupView(running({ counts })).losses).toBe('Chrome skipped 30 ms in 1 gap; 2 s could not be kept while the daemon was away');
  });

  it('keeps the reason of a capture that has ended, until the pairing itself is gone', () => {
    const error = { code: 'engine-unavailable', message: 'No engine reads this.', retryable: false } as const;
    const ended = running({ phase: 'ended', link: { phase: 'refused', error, connectionEpoch: 1 } });
    expect(popupView(ended).link.text).toBe('No engine reads this.');
    expect(popupView({ ...ended, paired: false }).link.text).toBe('Not paired with a daemon');
  });

  it('waits for the last words before it offers anything', () => {
    expect(popupView(running({ phase: 'ending' })).action).toMatchObject({ label: 'Settling the last words…', enabled: false });
  });

  it('is well about the tile only while it is reported as being sent', () => {
    const tile = (status: 'sending' | 'disabled', atMs = NOW_MS) => ({
      atMs,
      framesPainted: 1,
      width: 1280,
      height: 720,
      liveTracks: 1,
      sending: { status, width: 1280, height: 720, framesPerSecond: 15, framesEncoded: 9 },
    });
    expect(popupView(running({ tile: tile('sending') })).tile).toEqual({
      text: 'The tile is being sent at 1280×720, 15 fps.',
      tone: 'good',
    });
    expect(popupView(running({ tile: tile('disabled') })).tile).toMatchObject({ tone: 'bad' });
    expect(popupView(running({ tile: tile('sending', NOW_MS - 9_000) })).tile).toMatchObject({
      text: expect.stringContaining('for 9 s') as string,
      tone: 'bad',
    });
  });

  it('says what becomes of the own microphone, and why it fails', () => {
    const microphone: MicrophoneStatus = {
      phase: 'capturing',
      inMeeting: 'on',
      captureId: 'm',
      link: null,
      sound: null,
      error: null,
      account: null,
    };
    const said = (change: Partial<MicrophoneStatus>) => popupView(running({ microphone: { ...microphone, ...change } })).microphone;
    expect(said({})).toEqual({ text: 'Your words are subtitled too', tone: 'good' });
    expect(said({ inMeeting: 'off' }).text).toMatch(/^Muted in the meeting/);
    expect(said({ inMeeting: 'unknown' }).tone).toBe('busy');
    expect(said({ phase: 'opening' }).text).toBe('Opening…');
    const error = { code: 'browser', message: 'Chrome may not use your microphone.', retryable: false } as const;
    expect(said({ phase: 'failed', error })).toEqual({ text: 'Chrome may not use your microphone.', tone: 'bad' });
  });
});

describe('the meeting’s page', () => {
  it('has what it does not tell said in a sentence, and nothing while it tells everything', () => {
    const said = (language: string, ...unread: MeetUnread[]) => popupView(running({ reading: { language, unread } })).meetingPage;
    expect(said('de')).toEqual({ text: '', tone: 'idle' });
    expect(said('ja', 'names', 'microphone')).toEqual({
      text:
        'Meet’s page in Japanese does not tell who is speaking, so names may be missing; ' +
        'nor whether your microphone is on, so it is not captured. Choose English as the language of Meet to change that.',
      tone: 'busy',
    });
    expect(said('ar', 'call').text).toContain('Meet’s page in Arabic does not tell whether you are in the call.');
    expect(said('en-GB', 'camera').text).toBe('Meet’s page does not tell whether your camera is on.');
    expect(popupView({ paired: true, capture: null }).meetingPage.text).toBe('');
  });
});

describe('what the popup says while many people talk', () => {
  it('says that more is said than can be read in time, and how many people are followed', () => {
    const since = new Date(2026, 10, 29, 14, 3, 5).getTime();
    const message = 'More people are talking than this computer can follow.';
    const recogniser = sampleTrouble({ sinceMs: since, code: 'overloaded', message });
    const { engines } = sampleState();
    const view = (follows?: number) => {
      const session = sampleState({
        engines: { ...engines, stt: { ...engines.stt, follows } },
        trouble: { recogniser, translator: null, storage: null },
      });
      return popupView(running({ session }));
    };
    expect(view(4).trouble).toEqual({
      text: `Speech is recognised late since 14:03:05: ${message} What is said is kept, and its captions come late.`,
      tone: 'bad',
    });
    expect(view(4).engines).toBe('Moonshine tiny (English), follows 4 people talking at once · Apertium');
    expect(view(1).engines).toBe('Moonshine tiny (English), follows one person at a time · Apertium');
    expect(view().engines).toBe('Moonshine tiny (English) · Apertium');
  });
});

describe('what the popup says of a translator that is a service', () => {
  it('says on what a service runs, and why the daemon chose it', () => {
    const { engines } = sampleState();
    const service = { name: 'service', model: 'large', title: 'A service', leavesMachine: true, sendsTo: 'gpu.example', device: 'cuda:0' };
    const shown = (translator: typeof service & { readonly chosenFor?: string }): string =>
      popupView(running({ session: sampleState({ engines: { ...engines, translator } }) })).engines;
    expect(shown(service)).toMatch(/ · A service \(on cuda:0; words go to gpu\.example\)$/u);
    expect(shown({ ...service, chosenFor: 'on a GPU (cuda:0), a sentence in 42 ms' })).toMatch(
      / · A service \(on a GPU \(cuda:0\), a sentence in 42 ms; words go to gpu\.example\)$/u,
    );
  });
});

it('says that what is said is kept in memory alone, and what that means, and nothing where it is stored', () => {
  const session = { ...sampleState(), storeMode: 'memory' as const };
  expect(popupView(running({ session })).keeping).toEqual({
    text: 'In memory alone: a crash of the daemon, or its end, loses it.',
    tone: 'busy',
  });
  expect(popupView(running()).keeping.text).toBe('');
  expect(popupView({ paired: true, capture: null }).keeping.text).toBe('');
});
