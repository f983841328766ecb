// Capture, link, sound and session -> the marks that every viewer of the tile sees: silence is never shown as success.
import { anotherLanguageOf, captionsHeldUp, engineLabel, heardStatus, languagesOfTranslations, translationOf } from '@subcam/shared';
import { captureStateOf } from '../bus/extension-status.ts';
import type { TileMarks } from '../bus/page-messages.ts';
import type { CaptureStatus, LinkPhase } from '../bus/extension-status.ts';

type Marked = Pick<CaptureStatus, 'phase' | 'captureId' | 'link' | 'sound' | 'session'> & Partial<Pick<CaptureStatus, 'microphone'>>;

function statusOf(capture: Marked): TileMarks['status'] {
  const told = captureStateOf(capture);
  if (capture.phase !== 'capturing' || told?.status === 'ended') return 'ended';
  const byLink: Record<Exclude<LinkPhase, 'live'>, TileMarks['status']> = {
    connecting: 'waiting',
    reconnecting: 'reconnecting',
    refused: 'ended',
    closed: 'ended',
  };
  if (capture.link.phase !== 'live') return byLink[capture.link.phase];
  const heldUp = capture.session === null ? null : captionsHeldUp(capture.session);
  if (heldUp !== null) return heldUp;
  const isTabHeard = capture.sound.phase === 'sound' && told?.status !== 'no-sound';
  const { microphone = null } = capture;
  const isMicrophoneHeard = microphone?.phase === 'capturing' && microphone.sound?.phase === 'sound';
  if (!isTabHeard && !isMicrophoneHeard) return 'no-sound';
  return capture.session === null ? 'listening' : heardStatus(capture.session);
}

/** What the tile says beside the cues. */
export function tileMarks(capture: Marked): TileMarks {
  const { session } = capture;
  return {
    status: statusOf(capture),
    anotherLanguage: session === null ? null : anotherLanguageOf(session),
    translation: session === null ? 'ok' : translationOf(session),
    targetLanguages: session === null ? null : languagesOfTranslations(session),
    engine: engineLabel(session),
  };
}
