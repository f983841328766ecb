// The same frames over `ws` alone: decoded and checked as the daemon does, acknowledged as often, and kept nowhere.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { decodePcmFrame } from '@subcam/shared/wire';
import { WebSocketServer, type RawData } from 'ws';
import { serveMeter } from './server-meter.ts';

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
server.on('connection', (socket, request) => {
  const framesPerAck = Number(new URL(request.url ?? '/', 'http://127.0.0.1').searchParams.get('ack'));
  let [nextSample, frames] = [0, 0];
  socket.on('message', (data: RawData) => {
    const { connectionEpoch, frame } = decodePcmFrame(data as Buffer);
    if (connectionEpoch !== 1 || frame.firstSample !== nextSample) {
      socket.close(1008, 'A frame is out of order.');
      return;
    }
    nextSample += frame.samples.length;
    frames += 1;
    if (frames % framesPerAck === 0) socket.send(JSON.stringify(['ack', { captureId: 'capture-1', throughSample: nextSample }]));
  });
});
await once(server, 'listening');
process.once('disconnect', () => process.exit(0));
serveMeter({ url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`, token: '' });
