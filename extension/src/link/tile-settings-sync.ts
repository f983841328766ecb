// The tile's settings, here and at the daemon: the person's latest change wins, over however many connections it takes to tell it.
import type { TileSettings } from '@subcam/shared';
import type { LinkConnection } from './link-connection.ts';

export interface TileSettingsSync {
  /** The person changed them; to be told with `tell` where there is a connection. */
  change(settings: TileSettings): void;
  /** What the hello of a new connection asks for; undefined: the daemon's own hold. They count as told. */
  forHello(): TileSettings | undefined;
  /** The new connection was greeted. What was changed since its hello, which the daemon doesn't know yet; null: nothing was. */
  greeted(): TileSettings | null;
  /** Sends the latest change; does nothing where there never was one. */
  tell(connection: Pick<LinkConnection, 'tileSettings'>): void;
  /** The daemon says which are in force. Whether they are: not when it has still to confirm a change that it was told. */
  receive(settings: TileSettings): boolean;
}

/** `initial`: what the capture begins with, if the person has chosen any. */
export function createTileSettingsSync(initial: TileSettings | undefined): TileSettingsSync {
  let wanted = initial;
  let told = initial;
  /** Changes that this connection has told and the daemon has not confirmed: until it has, what it says is of before them. */
  let unconfirmed = 0;

  return {
    change(settings) {
      wanted = settings;
    },
    forHello() {
      told = wanted;
      return wanted;
    },
    greeted() {
      unconfirmed = 0;
      return wanted === undefined || wanted === told ? null : wanted;
    },
    tell(connection) {
      if (wanted === undefined) return;
      told = wanted;
      unconfirmed += 1;
      connection.tileSettings(wanted);
    },
    receive(settings) {
      unconfirmed = Math.max(0, unconfirmed - 1);
      if (unconfirmed > 0) return false;
      wanted = settings;
      return true;
    },
  };
}
