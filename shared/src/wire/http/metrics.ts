// What the daemon does, in figures, for programs that collect them.
import { defineRoute } from './route.ts';

export const metricsRoute = defineRoute({
  name: 'metrics',
  method: 'GET',
  path: '/metrics',
  scope: 'metrics',
  resource: 'metrics',
  summary: 'How much runs and waits, how long each way takes, what was dropped and why: in the text format of Prometheus, version 0.0.4.',
  description:
    'No series names a session, a capture, a person, a language or a word, so that their number does not grow with what is said. ' +
    'The lag of the event loop is that since the last answer.',
  media: ['text/plain'],
});
