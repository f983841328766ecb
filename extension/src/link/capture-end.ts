// The end of a capture: asked for once all its sound has been sent, on each connection anew until the daemon has settled it.
import { toSubcamError } from '@subcam/shared';
import type { AudioAccount } from '@subcam/shared';
import type { LinkConnection } from './link-connection.ts';

export interface CaptureEnd {
  /** The capture is over: from now on `ask` asks. */
  begin(): void;
  /** Asks for the account of everything before `nextSample`, once for each connection; does nothing before `begin`. */
  ask(connection: Pick<LinkConnection, 'end'>, nextSample: number): void;
  /** There will be no account. */
  giveUp(): void;
  /** null: the daemon refused it, or it was given up. Never rejects. */
  readonly account: Promise<AudioAccount | null>;
}

export function createCaptureEnd(): CaptureEnd {
  const account = Promise.withResolvers<AudioAccount | null>();
  let begun = false;
  let asked: Pick<LinkConnection, 'end'> | null = null;
  return {
    begin() {
      begun = true;
    },
    ask(connection, nextSample) {
      if (!begun || asked === connection) return;
      asked = connection;
      connection.end(nextSample).then(
        (settled) => account.resolve(settled),
        // The connection went first, as a rule: the next one sends what is missing and asks again.
        (thrown: unknown) => {
          if (asked === connection) asked = null;
          if (!toSubcamError(thrown, 'network').retryable) account.resolve(null);
        },
      );
    },
    giveUp: () => account.resolve(null),
    account: account.promise,
  };
}
