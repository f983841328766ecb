// Things that connections of clients hold -> how many each holds, and who holds the most.

/** Who holds something: a connection, and the client that it is of. */
export interface Holder {
  /** As `keyOfClient` names it. */
  readonly client: string;
  readonly connection: object;
}

export interface Shares {
  readonly size: number;
  /** One that is held already stays with who holds it. */
  add(thing: string, holder: Holder): void;
  /** Nothing happens where nobody holds it. */
  delete(thing: string): void;
  sizeOf(holder: Holder): { readonly ofClient: number; readonly ofConnection: number };
  /**
   * What has been held longest by the connection that holds the most, among those of the client that holds the most. Undefined when
   * nothing is held. Costs as much as there are clients, and connections of that one.
   */
  oldestOfLargest(): string | undefined;
}

interface ClientShare {
  size: number;
  /** Of each connection, what it has held longest stands first. */
  readonly connections: Map<object, Set<string>>;
}

export function createShares(): Shares {
  const holders = new Map<string, Holder>();
  const clients = new Map<string, ClientShare>();
  return {
    get size() {
      return holders.size;
    },
    add: (thing, holder) => {
      if (holders.has(thing)) return;
      const { client, connection } = holder;
      const share = clients.get(client) ?? { size: 0, connections: new Map<object, Set<string>>() };
      const held = share.connections.get(connection) ?? new Set<string>();
      held.add(thing);
      share.connections.set(connection, held);
      share.size += 1;
      clients.set(client, share);
      holders.set(thing, holder);
    },
    delete: (thing) => {
      const holder = holders.get(thing);
      const share = holder === undefined ? undefined : clients.get(holder.client);
      if (holder === undefined || share === undefined) return;
      holders.delete(thing);
      share.size -= 1;
      const held = share.connections.get(holder.connection);
      held?.delete(thing);
      if (held?.size === 0) share.connections.delete(holder.connection);
      if (share.size === 0) clients.delete(holder.client);
    },
    sizeOf: ({ client, connection }) => {
      const share = clients.get(client);
      return { ofClient: share?.size ?? 0, ofConnection: share?.connections.get(connection)?.size ?? 0 };
    },
    oldestOfLargest: () => {
      const client = largest(clients.values());
      const held = client === undefined ? undefined : largest(client.connections.values());
      return held?.values().next().value;
    },
  };
}

/** The first of them, where several are as large. */
function largest<Sized extends { readonly size: number }>(all: Iterable<Sized>): Sized | undefined {
  let found: Sized | undefined;
  for (const one of all) if (found === undefined || one.size > found.size) found = one;
  return found;
}
