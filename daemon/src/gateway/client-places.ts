// Places that clients take up -> no more than there are, and no client has more than its share of them.
import { SubcamError } from '@subcam/shared';

/** As far as clients can be told apart: by where they connect from, and the name that they give themselves. */
export interface ClientIdentity {
  readonly address: string;
  readonly name: string;
}

export interface ClientPlaces {
  /** Takes one; returns the way to give it back, which may be called more than once. Throws retryable `session-limit` when there is none. */
  take(client: ClientIdentity): () => void;
}

export interface ClientPlacesOptions {
  /** As people read it: `connections`. */
  readonly what: string;
  /** Those of now, and the settings that they come from. */
  readonly limits: () => { readonly most: number; readonly mostOfOne: number };
  readonly settings: { readonly most: string; readonly mostOfOne: string };
}

export function keyOfClient({ address, name }: ClientIdentity): string {
  return JSON.stringify([address, name]);
}

export function createClientPlaces({ what, limits, settings }: ClientPlacesOptions): ClientPlaces {
  const taken = new Map<string, number>();
  let inAll = 0;

  const full = (message: string): SubcamError => new SubcamError('session-limit', message, { retryable: true });

  return {
    take: (client) => {
      const key = keyOfClient(client);
      const own = taken.get(key) ?? 0;
      const { most, mostOfOne } = limits();
      if (own >= mostOfOne) {
        throw full(`A client has at most ${mostOfOne} ${what} at once: end one and try again, or raise ${settings.mostOfOne}.`);
      }
      if (inAll >= most) {
        throw full(`This daemon has at most ${most} ${what} at once: end one and try again, or raise ${settings.most}.`);
      }
      taken.set(key, own + 1);
      inAll += 1;
      let isGivenBack = false;
      return () => {
        if (isGivenBack) return;
        isGivenBack = true;
        inAll -= 1;
        const left = (taken.get(key) ?? 1) - 1;
        if (left === 0) taken.delete(key);
        else taken.set(key, left);
      };
    },
  };
}

export interface PlaceLimits {
  /** Connections of clients that have shown the token, to any namespace. */
  readonly maxConnections: number;
  readonly maxConnectionsPerClient: number;
  /** Of those, the ones that read subtitles: everything that is said is sent to each. */
  readonly maxReaders: number;
  readonly maxReadersPerClient: number;
}

/** `limits`: those of now. */
export function gatewayPlaces(limits: () => PlaceLimits): { readonly connections: ClientPlaces; readonly readers: ClientPlaces } {
  return {
    connections: createClientPlaces({
      what: 'connections',
      limits: () => ({ most: limits().maxConnections, mostOfOne: limits().maxConnectionsPerClient }),
      settings: { most: 'limits.maxConnections', mostOfOne: 'limits.maxConnectionsPerClient' },
    }),
    readers: createClientPlaces({
      what: 'connections that read subtitles',
      limits: () => ({ most: limits().maxReaders, mostOfOne: limits().maxReadersPerClient }),
      settings: { most: 'limits.maxReaders', mostOfOne: 'limits.maxReadersPerClient' },
    }),
  };
}
