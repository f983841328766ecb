// An engine that sends what it is given elsewhere -> the words that say so, the same wherever people read them.
import type { EngineInUse } from '../session/session.ts';

/** What an engine is given: people's voices, or what they said. */
export type EngineInput = 'sound' | 'words';

/** `sound goes to asr.example:8000`; null: it stays on this machine. */
export function whereItGoes(given: EngineInput, { leavesMachine, sendsTo }: Pick<EngineInUse, 'leavesMachine' | 'sendsTo'>): string | null {
  if (!leavesMachine) return null;
  return `${given} ${given === 'sound' ? 'goes' : 'go'} to ${sendsTo ?? 'another machine'}`;
}
