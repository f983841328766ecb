// Capture, link, sound and session -> the marks that every viewer of the tile sees: silence is never shown as success.
import { engineLabel } from '@subcam/shared';
import type { TileMarks } from '../bus/page-messages.ts';
import type { CaptureStatus, LinkPhase } from '../bus/extension-status.ts';

type Marked = Pick<CaptureStatus, 'phase' | 'link' | 'sound' | 'session'> & Partial<Pick<CaptureStatus, 'microphone'>>;

function statusOf(capture: Marked): TileMarks['status'] {
  if (capture.phase !== 'capturing' || capture.session?.status === 'ended') return 'ended';
  const byLink: Record<Exclude<LinkPhase, 'live'>, TileMarks['status']> = {
    connecting: 'waiting',
    reconnecting: 'reconnecting',
    refused: 'ended',
    closed: 'ended',
  };
  if (capture.link.phase !== 'live') return byLink[capture.link.phase];
  const isTabHeard = capture.sound.phase === 'sound' && capture.session?.status !== 'no-sound';
  const { microphone = null } = capture;
  const isMicrophoneHeard = microphone?.phase === 'capturing' && microphone.sound?.phase === 'sound';
  return isTabHeard || isMicrophoneHeard ? 'listening' : 'no-sound';
}

/** What the tile says beside the cues. */
export function tileMarks(capture: Marked): TileMarks {
  return { status: statusOf(capture), translation: capture.session?.translation ?? 'ok', engine: engineLabel(capture.session) };
}
