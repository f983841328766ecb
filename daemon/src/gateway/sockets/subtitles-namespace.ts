// The subtitles socket: whoever subscribes reads the events of a session and the packets of the contract.
import { SubcamError, type SessionState } from '@subcam/shared';
import { subscribeRequest, type SubtitlesClientToServer, type SubtitlesServerToClient } from '@subcam/shared/wire';
import type { Namespace, Socket } from 'socket.io';
import type { SessionRegistry } from '../../pipeline/index.ts';
import type { Grant } from '../../tokens/index.ts';
import type { SessionTiles } from '../../tile/index.ts';
import type { RefusalLog } from '../refusal-log.ts';
import { parseInput, reply, toWireError } from '../wire-error.ts';
import { turnsOf } from './paced-socket.ts';

export type SubtitlesNamespace = Namespace<SubtitlesClientToServer, SubtitlesServerToClient>;
type SubtitlesSocket = Socket<SubtitlesClientToServer, SubtitlesServerToClient>;

const ALL = '*';

function roomOf(sessionId: string): string {
  return `session:${sessionId}`;
}

interface Deps {
  readonly registry: SessionRegistry;
  readonly tiles: SessionTiles;
  /** Those of now. */
  readonly limits: () => { readonly maxSubscriptions: number };
  readonly nowMs: () => number;
  readonly refusals: RefusalLog;
}

/** Returns the way to stop passing things on. */
export function serveSubtitles(namespace: SubtitlesNamespace, deps: Deps): () => void {
  namespace.on('connection', (socket) => serveReader(socket, deps));
  return deps.registry.subscribe((message) => {
    const readers = namespace.to(roomOf(message.sessionId)).to(roomOf(ALL));
    switch (message.type) {
      case 'event':
        readers.emit('event', message.event);
        break;
      case 'packet':
        readers.emit('packet', message.packet);
        break;
    }
  });
}

function serveReader(socket: SubtitlesSocket, { registry, tiles, limits, nowMs, refusals }: Deps): void {
  const turns = turnsOf(socket);
  const grant = socket.data.grant as Grant;
  const subscribed = new Set<string>();
  let isOver = false;
  const subscribe = async (input: unknown, answer: unknown): Promise<void> => {
    const { sessionId } = parseInput(subscribeRequest, input, 'subscribe');
    if (grant.sessionId !== null && sessionId !== grant.sessionId) {
      throw new SubcamError('forbidden-scope', 'This token is for reading one session: subscribe to that one.');
    }
    const states = statesOf(sessionId, registry);
    const sessions = states.map((state) => state.sessionId);
    // What it was told goes on by itself: it is not told it again.
    if (subscribed.has(sessionId)) return reply(answer, { ok: true, value: { sessions } });
    const { maxSubscriptions } = limits();
    if (subscribed.size >= maxSubscriptions) {
      throw new SubcamError('bad-request', `A connection subscribes to at most ${maxSubscriptions} sessions: ask for * to read them all.`);
    }
    subscribed.add(sessionId);
    await socket.join(roomOf(sessionId));
    reply(answer, { ok: true, value: { sessions } });
    for (const state of states) socket.emit('event', { type: 'state', atMs: nowMs(), sessionId: state.sessionId, state });
    // Who comes late reads what viewers have before them.
    for (const running of sessions) for (const event of tiles.get(running)?.currentEvents() ?? []) socket.emit('event', event);
  };
  /** The answer says why; then the connection is closed. */
  const refuse = (thrown: unknown, answer: unknown): void => {
    isOver = true;
    refusals.note('A reader is refused.', { address: socket.handshake.address, error: thrown, fields: { socket: socket.id } });
    reply(answer, { ok: false, error: toWireError(thrown) });
    socket.disconnect(true);
  };
  socket.use(([event, , answer], next) => {
    if (event === 'subscribe') next();
    else refuse(new SubcamError('bad-request', 'The subtitles socket has one event: subscribe.'), answer);
  });
  socket.on('subscribe', (input: unknown, answer: unknown) => {
    turns.take(() => {
      if (!isOver) void subscribe(input, answer).catch((error: unknown) => refuse(error, answer));
    });
  });
}

/** Of one session or of all; empty for one that does not run. */
function statesOf(sessionId: string, registry: SessionRegistry): readonly SessionState[] {
  if (sessionId === ALL) return registry.sessions();
  const state = registry.session(sessionId);
  return state === null ? [] : [state];
}
