// The capture socket: hello, sound and observations in; acknowledgements, cues and state out; one mistake ends the connection.
import { SubcamError, type Clock, type MeetingEvent } from '@subcam/shared';
import {
  captureEnd,
  captureHello,
  decodePcmFrame,
  gapNotice,
  meetingEvent,
  tileReport,
  tileSettings,
  type CaptureClientToServer,
  type CaptureServerToClient,
} from '@subcam/shared/wire';
import type { Namespace, Socket } from 'socket.io';
import type { Attachment, CaptureClient, SessionRegistry } from '../../pipeline/index.ts';
import type { Metrics } from '../../telemetry/index.ts';
import type { RefusalLog } from '../refusal-log.ts';
import { parseInput, reply, toWireError } from '../wire-error.ts';
import { pacedSocketOf } from './paced-socket.ts';
import { whenSent } from './when-sent.ts';

export type CaptureNamespace = Namespace<CaptureClientToServer, CaptureServerToClient>;
type CaptureSocket = Socket<CaptureClientToServer, CaptureServerToClient>;

const EVENTS: ReadonlySet<string> = new Set<keyof CaptureClientToServer>([
  'hello',
  'audio',
  'gap',
  'meeting',
  'tile',
  'tileSettings',
  'end',
]);

/** What arrives is not yet known to be of the declared types. */
type Untrusted = (event: string, listener: (...values: unknown[]) => void) => void;

interface Deps {
  readonly registry: SessionRegistry;
  readonly refusals: RefusalLog;
  readonly metrics: Pick<Metrics, 'took'>;
  readonly clock: Clock;
}

export function serveCapture(namespace: CaptureNamespace, deps: Deps): void {
  namespace.on('connection', (socket) => serveSocket(socket, deps));
}

function serveSocket(socket: CaptureSocket, { registry, refusals, metrics, clock }: Deps): void {
  let greeted = false;
  let attachment: Attachment | null = null;
  let isOver = false;
  const paced = pacedSocketOf(socket);
  const { turns } = paced;

  const leave = (): void => {
    attachment?.detach();
    attachment = null;
  };

  /** Says why, then closes this client's connection. Others don't notice. */
  const fault = (thrown: unknown): void => {
    if (isOver) return;
    isOver = true;
    const error = toWireError(thrown);
    refusals.note('A capture connection is closed.', { address: socket.handshake.address, error: thrown, fields: { socket: socket.id } });
    socket.emit('fault', error);
    leave();
    socket.disconnect(true);
  };

  const client: CaptureClient = {
    ack: (ack) => socket.emit('ack', ack),
    // Made in the same turn.
    cue: (update) => {
      const madeAtMs = clock.monotonicMs();
      socket.emit('cue', update);
      whenSent(socket, () => metrics.took('cue_to_sent', clock.monotonicMs() - madeAtMs));
    },
    state: (state) => socket.emit('state', state),
    tileSettings: (settings) => socket.emit('tileSettings', settings),
    fault,
  };

  const attached = (): Attachment => {
    if (attachment === null)
      throw new SubcamError('bad-request', 'The first event of a capture connection is hello, and its answer is waited for.');
    return attachment;
  };

  /** One event; a failure is the client's last. */
  const handled = (work: () => void | Promise<void>) => (): void => {
    if (!isOver) void (async () => work())().catch(fault);
  };
  const handle = (work: () => void | Promise<void>): void => turns.take(handled(work));

  const answering = async <T>(answer: unknown, work: () => Promise<T>): Promise<void> => {
    try {
      reply(answer, { ok: true, value: await work() });
    } catch (error) {
      reply(answer, { ok: false, error: toWireError(error) });
      throw error;
    }
  };

  const greet = async (input: unknown): Promise<Attachment['welcome']> => {
    if (greeted) throw new SubcamError('bad-request', 'A connection says hello once.');
    greeted = true;
    const hello = parseInput(captureHello, input, 'hello');
    const opened = await registry.attach(hello, client, String(socket.data.client));
    attachment = opened;
    // It went away, or was refused, while its session was being opened.
    if (isOver) leave();
    return opened.welcome;
  };

  const on = socket.on.bind(socket) as Untrusted;
  socket.use(([event], next) => {
    if (EVENTS.has(event)) next();
    else fault(new SubcamError('bad-request', 'The capture socket has no such event.'));
  });
  on('hello', (input, answer) => paced.takeHello(handled(() => answering(answer, () => greet(input)))));
  // Fifty a second of each capture: what the others have, without a promise.
  const takeFrame = (input: unknown): void => {
    if (isOver) return;
    try {
      if (!(input instanceof Uint8Array)) throw new SubcamError('frame-malformed', 'Sound is sent as one binary packet a frame.');
      attached().audio(decodePcmFrame(input));
    } catch (error) {
      fault(error);
    }
  };
  const takeInTurn = (input: unknown): void => {
    if (turns.isFree()) takeFrame(input);
    else turns.take(() => takeFrame(input), { isLight: true });
  };
  on('audio', takeInTurn);
  const leaveFrames = paced.takeFrames(takeInTurn);
  on('gap', (input) => handle(() => attached().gap(parseInput(gapNotice, input, 'gap'))));
  on('meeting', (input) => handle(() => attached().meeting(parseInput(meetingEvent, input, 'meeting') satisfies MeetingEvent)));
  on('tile', (input) => handle(() => attached().tile(parseInput(tileReport, input, 'tile'))));
  on('tileSettings', (input) => handle(() => attached().tileSettings(parseInput(tileSettings, input, 'tileSettings'))));
  on('end', (input, answer) =>
    handle(() => answering(answer, async () => attached().end(parseInput(captureEnd, input, 'end').nextSample))),
  );
  socket.on('disconnect', () => {
    leaveFrames();
    // What it sent before counts.
    turns.take(() => {
      isOver = true;
      leave();
    });
  });
}
