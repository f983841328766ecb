// What becomes true of sessions -> counters: what is shown, what is missing, what is left out.
import { samplesToMs } from '@subcam/shared';
import type { Metrics } from '../telemetry/index.ts';
import type { SessionMessage } from './session-messages.ts';

export function countMessage(message: SessionMessage, metrics: Metrics): void {
  if (message.type !== 'event') return;
  const { event } = message;
  switch (event.type) {
    case 'partial':
    case 'final':
      metrics.shown(event.type);
      break;
    case 'translation':
      if (event.translation.status === 'final') metrics.shown('translation');
      break;
    case 'translation-failed':
      metrics.notTranslated();
      break;
    case 'cue':
      if (event.update.type === 'upsert') metrics.shown('cue');
      break;
    case 'gap':
      metrics.gap(event.gap.reason, samplesToMs(event.gap.sampleCount));
      break;
    case 'omission':
      metrics.omitted(event.omission.reason);
      break;
    case 'opened':
    case 'state':
    case 'meeting':
    case 'tile':
    case 'tile-settings':
    case 'closed':
      break;
  }
}
