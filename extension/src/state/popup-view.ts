// ExtensionStatus -> what the popup says, in words: never a lamp without its reason.
import { engineLabel } from '@subcam/shared';
import type { CaptureStatus, ExtensionStatus, LinkPhase, LinkStatus, SoundStatus } from '../bus/extension-status.ts';

export type Tone = 'good' | 'busy' | 'bad' | 'idle';

export interface StatusLine {
  readonly text: string;
  readonly tone: Tone;
}

export interface PopupView {
  readonly paired: boolean;
  readonly link: StatusLine;
  readonly sound: StatusLine & { /** 0–1 for the meter: −60 dB to full scale. */ readonly level: number };
  /** Empty while the daemon has not said. */
  readonly engines: string;
  /** From sound to the daemon; empty while nothing was measured. */
  readonly latency: string;
  /** Sound that was lost or skipped; empty when none was. */
  readonly losses: string;
  readonly action: { readonly label: string; readonly does: 'start' | 'stop'; readonly enabled: boolean };
  /** Languages and address can't change under a running capture. */
  readonly settingsLocked: boolean;
}

/** The quietest level that the meter shows. */
const METER_FLOOR_DB = -60;

function linkLine({ phase, error }: LinkStatus): StatusLine {
  const lines: Record<LinkPhase, StatusLine> = {
    connecting: { text: error?.message ?? 'Connecting to the daemon…', tone: error === null ? 'busy' : 'bad' },
    live: { text: 'Connected to the daemon', tone: 'good' },
    reconnecting: { text: `${error?.message ?? 'The connection was lost.'} Reconnecting; what is said is kept.`, tone: 'busy' },
    refused: { text: error?.message ?? 'The daemon refused the capture.', tone: 'bad' },
    closed: { text: 'Ended in order', tone: 'idle' },
  };
  return lines[phase];
}

function soundLine({ phase, peakDbfs }: SoundStatus): PopupView['sound'] {
  if (phase === 'none') return { text: 'No sound arrives from the tab', tone: 'bad', level: 0 };
  if (phase === 'silent') return { text: 'The tab is silent', tone: 'busy', level: 0 };
  if (peakDbfs === null) return { text: 'Quiet', tone: 'good', level: 0 };
  return { text: `${Math.round(peakDbfs)} dB`, tone: 'good', level: Math.min(1, Math.max(0, 1 - peakDbfs / METER_FLOOR_DB)) };
}

function lossesOf(capture: CaptureStatus): string {
  const { sourceGaps, sourceGapSamples, evictedSamples } = capture.counts;
  const parts = [
    sourceGaps === 0 ? '' : `Chrome skipped ${Math.round(sourceGapSamples / 16)} ms in ${sourceGaps} ${sourceGaps === 1 ? 'gap' : 'gaps'}`,
    evictedSamples === 0 ? '' : `${Math.round(evictedSamples / 16_000)} s could not be kept while the daemon was away`,
  ];
  return parts.filter((part) => part !== '').join('; ');
}

function latencyOf(capture: CaptureStatus): string {
  const latency = capture.session?.captureToDaemonMs;
  return latency === undefined || latency.p50 === null ? '' : `${Math.round(latency.p50)} ms from the tab to the daemon`;
}

/** All that the popup shows of a status. */
export function popupView(status: ExtensionStatus): PopupView {
  const { capture, paired } = status;
  const running = capture !== null && capture.phase !== 'ended';
  const ending = capture?.phase === 'ending';
  const failed: StatusLine | null = capture === null || capture.failure === null ? null : { text: capture.failure.message, tone: 'bad' };
  const idleLink: StatusLine = failed ?? (paired ? { text: 'Ready', tone: 'idle' } : { text: 'Not paired with a daemon', tone: 'bad' });
  return {
    paired,
    link: capture !== null && (running || capture.link.phase === 'refused') ? linkLine(capture.link) : idleLink,
    sound: running ? soundLine(capture.sound) : { text: 'Subtitles are off', tone: 'idle', level: 0 },
    engines: running ? engineLabel(capture.session) : '',
    latency: running ? latencyOf(capture) : '',
    losses: running ? lossesOf(capture) : '',
    action: {
      label: ending ? 'Settling the last words…' : running ? 'Stop subtitles' : 'Start subtitles on this tab',
      does: running ? 'stop' : 'start',
      enabled: paired && !ending,
    },
    settingsLocked: running,
  };
}
