// SessionStates -> the marks that a tile shows beside its cues, wherever it is drawn.
import type { TileMarks } from '../paint/tile-input.ts';
import type { SessionState } from './session.ts';

/** `moonshine · apertium`; empty before the daemon has said. */
export function engineLabel(session: Pick<SessionState, 'engines'> | null): string {
  if (session === null) return '';
  const { stt, translator } = session.engines;
  return translator === null ? stt.name : `${stt.name} · ${translator.name}`;
}

/**
 * As the daemon sees a session of one or more captures: one that is heard is enough for `listening`, one translation that fails is
 * said, and the engine is that of the first. A client that has the sound itself may know better, and sooner. No states: the marks
 * of a tile that waits.
 */
export function marksOfSession(states: readonly SessionState[]): TileMarks {
  const running = states.filter(({ status }) => status !== 'ended');
  const relevant = running.length > 0 ? running : states;
  const [first] = relevant;
  if (first === undefined) return { status: 'waiting', translation: 'ok', engine: '' };
  const isHeard = relevant.some(({ status }) => status === 'listening');
  const translation = (['failing', 'ok'] as const).find((state) => relevant.some((session) => session.translation === state)) ?? 'off';
  return { status: isHeard ? 'listening' : first.status, translation, engine: engineLabel(first) };
}
