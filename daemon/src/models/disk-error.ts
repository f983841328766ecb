// What a file system refuses -> a failure that says what to do.
import { SubcamError } from '@subcam/shared';

export function isDiskError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && (error.syscall === 'open' || error.syscall === 'write');
}

export function notWritten(path: string, error: Error): SubcamError {
  return new SubcamError('storage', `${path} can't be written (${error.message}): free some space or mend the permissions.`, {
    cause: error,
  });
}
