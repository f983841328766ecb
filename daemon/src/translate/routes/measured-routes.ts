// How good the ways between languages are, as `pnpm bench translation` measured them: data, by which ways of the same pair are ranked.
import type { MeasuredRoute } from './route-graph.ts';

/** Thirty sentences as they are said in meetings. */
const MEETING_SENTENCES = 'meeting-sentences-30';

export const MEASURED_ROUTES: readonly MeasuredRoute[] = [
  { route: 'bergamot', sourceLanguage: 'en', targetLanguage: 'pt', via: null, testSet: MEETING_SENTENCES, chrf2: 78.8 },
  { route: 'apertium', sourceLanguage: 'en', targetLanguage: 'es', via: null, testSet: MEETING_SENTENCES, chrf2: 58.5 },
  { route: 'bergamot+apertium', sourceLanguage: 'en', targetLanguage: 'es', via: 'pt', testSet: MEETING_SENTENCES, chrf2: 65.8 },
];
