// What the popup says of each state: always words, never a lamp alone.
import { describe, expect, it } from 'vitest';
import { sessionStateOf } from '../testing/samples.ts';
import { popupView } from './popup-view.ts';
import type { CaptureStatus, ExtensionStatus } from '../bus/extension-status.ts';

function running(change: Partial<CaptureStatus> = {}): ExtensionStatus {
  return {
    paired: true,
    capture: {
      phase: 'capturing',
      sessionId: 's',
      captureId: 'c',
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
      microphone: null,
      session: sessionStateOf(),
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
      sound: { text: 'Subtitles are off', level: 0 },
      action: { does: 'start', enabled: true },
      settingsLocked: false,
    });
  });

  it('shows level, engines and latency of a running capture, and offers to stop', () => {
    expect(popupView(running())).toEqual({
      paired: true,
      link: { text: 'Connected to the daemon', tone: 'good' },
      sound: { text: '-30 dB', tone: 'good', level: 0.5 },
      engines: 'moonshine · apertium',
      latency: '21 ms from the tab to the daemon',
      losses: '',
      action: { label: 'Stop subtitles', does: 'stop', enabled: true },
      settingsLocked: true,
    });
  });

  it('shows no latency that was not measured', () => {
    const session = sessionStateOf({ captureToDaemonMs: { n: 0, p50: null, p95: null } });
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

  it('waits for the last words before it offers anything', () => {
    expect(popupView(running({ phase: 'ending' })).action).toMatchObject({ label: 'Settling the last words…', enabled: false });
  });
});
