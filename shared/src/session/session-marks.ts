// SessionState -> the marks that a tile shows beside its cues, wherever it is drawn.
import type { LanguageCode } from '../language/language.ts';
import { languageName } from '../language/language-name.ts';
import { languagesOfTranslations, spokenLanguages, targetsOf } from '../language/meeting-languages.ts';
import { INITIAL_MARKS, type TileMarks } from '../paint/tile-input.ts';
import type { SessionState, TranslationRoute } from './session.ts';

/** `bergamot`, or `bergamot+apertium via Portuguese`. */
function routeLabel({ engines, via }: TranslationRoute): string {
  const names = engines.map(({ name }) => name).join('+');
  return via === null ? names : `${names} via ${languageName(via)}`;
}

/** Each once: the way back through the same engines and the same third language is the same to a reader. */
function routeLabels(routes: readonly TranslationRoute[]): readonly string[] {
  const labels = new Map<string, string>();
  for (const route of routes) {
    const key = `${route.engines
      .map(({ name }) => name)
      .toSorted()
      .join('+')} ${route.via ?? ''}`;
    if (!labels.has(key)) labels.set(key, routeLabel(route));
  }
  return [...labels.values()].filter((label) => label !== '');
}

/** `moonshine · apertium`, `whisper with moonshine · apertium` at two speeds, or `moonshine · bergamot+apertium via Portuguese`; empty before the daemon has said. */
export function engineLabel(session: Pick<SessionState, 'engines' | 'routes'> | null): string {
  if (session === null) return '';
  const { stt, sttPartials, translator } = session.engines;
  const routes = routeLabels(session.routes);
  const translators = routes.length > 0 || translator === null ? routes : [translator.name];
  const recogniser = sttPartials === undefined ? stt.name : `${stt.name} with ${sttPartials.name}`;
  return [recogniser, ...(translators.length === 0 ? [] : [translators.join(', ')])].join(' · ');
}

type Translated = Pick<SessionState, 'sourceLanguage' | 'spoken' | 'targetLanguages' | 'twoWay' | 'trouble' | 'routes'>;

/** Whether anything that may be said is translated: not where every target is the language that is spoken. */
function isTranslated(session: Translated): boolean {
  const spoken = spokenLanguages(session);
  if (spoken.length === 0) return session.targetLanguages.length > 0;
  return spoken.some((language) => targetsOf(session, language).length > 0);
}

/**
 * `off` when there is no target language, or none but the one that is spoken; `failing` while nothing translates in some direction;
 * `substitute` while another engine stands in for the best one.
 */
export function translationOf(session: Translated): TileMarks['translation'] {
  if (!isTranslated(session)) return 'off';
  if (session.trouble.translator !== null || session.routes.some(({ engines }) => engines.length === 0)) return 'failing';
  return session.routes.some(({ instead }) => instead !== null) ? 'substitute' : 'ok';
}

/** What a recogniser or a store in trouble makes of the captions, the worst of it; null while there is no trouble. */
export function captionsHeldUp({ trouble, standIn = null }: Pick<SessionState, 'trouble' | 'standIn'>): 'delayed' | 'interrupted' | null {
  // Where another engine does its work, captions come.
  const recogniser = standIn === null ? trouble.recogniser : null;
  const troubles = [recogniser, trouble.storage].filter((one) => one !== null);
  if (troubles.length === 0) return null;
  return troubles.every(({ work }) => work === 'kept') ? 'delayed' : 'interrupted';
}

/** Of a session that is heard: whether what is said is in another language than it is made for, or another engine than the one that is meant to reads it. */
export function heardStatus({
  captures,
  standIn = null,
}: Pick<SessionState, 'captures' | 'standIn'>): 'listening' | 'another-language' | 'backup' {
  if (standIn !== null) return 'backup';
  return captures.some(({ status, anotherLanguage }) => status === 'listening' && anotherLanguage === true)
    ? 'another-language'
    : 'listening';
}

/** Of a session in which another language is spoken: which one, where the recogniser tells. */
export function anotherLanguageOf({ captures }: Pick<SessionState, 'captures'>): LanguageCode | null {
  const heard = captures.find(({ status, anotherLanguage }) => status === 'listening' && anotherLanguage === true);
  return heard?.anotherLanguageCode ?? null;
}

/**
 * As the daemon sees a session: one capture that is heard is enough for `listening`, and trouble that holds the captions up is said whatever
 * is heard. A client that has the sound itself may know better, and sooner. null: the marks of a tile that waits.
 */
export function marksOfSession(session: SessionState | null): TileMarks {
  if (session === null || session.captures.length === 0) return INITIAL_MARKS;
  const { captures } = session;
  const running = captures.filter(({ status }) => status !== 'ended');
  const isHeard = running.some(({ status }) => status === 'listening');
  const status = running.length === 0 ? 'ended' : (captionsHeldUp(session) ?? (isHeard ? heardStatus(session) : 'no-sound'));
  return {
    status,
    anotherLanguage: anotherLanguageOf(session),
    translation: translationOf(session),
    targetLanguages: languagesOfTranslations(session),
    engine: engineLabel(session),
  };
}
