// What is asked of a session or a person that is not stored -> the refusal.
import { SubcamError } from '@subcam/shared';

export function unknownSession(sessionId: string): SubcamError {
  return new SubcamError('session-unknown', `No session ${sessionId} is stored: "subcam sessions list" shows those that are.`);
}

export function nobodyNamed(name: string): SubcamError {
  return new SubcamError('session-unknown', `Nobody named "${name}" is known in any session that is stored.`);
}
