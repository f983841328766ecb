// Options -> a meeting that answers as https://meet.google.com on loopback, and a door for the participants' browser.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { systemClock } from '@subcam/shared';
import { MEET_HOST, MEET_ORIGIN } from '@subcam/shared/meet';
import { guestToServer, participantsToServer } from '../wire/messages.ts';
import { makeCertificate } from './certificate.ts';
import { MEETING_PATH, meetSite } from './meet-site.ts';
import type { MockMeet, MockMeetOptions } from './meeting.ts';
import { listenForMessages } from './message-socket.ts';
import { bundlePageScript } from './page-bundle.ts';
import { Room } from './room.ts';

const PAGE_FOLDER = path.join(import.meta.dirname, '..', 'meet-page');

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

/** Serves until `close()`. Both ports are free ones of 127.0.0.1. */
export async function startMockMeet(options: MockMeetOptions = {}): Promise<MockMeet> {
  const [certificate, script, styles] = await Promise.all([
    makeCertificate(MEET_HOST),
    bundlePageScript(path.join(PAGE_FOLDER, 'main.ts')),
    readFile(path.join(PAGE_FOLDER, 'meet.css'), 'utf8'),
  ]);
  const room = new Room(options, systemClock);
  const site = createHttpsServer(
    { key: certificate.key, cert: certificate.cert },
    meetSite({ script, styles, cameraSize: room.cameraSize, interfaceLanguage: room.interfaceLanguage }),
  );
  const participantsDoor = createHttpServer((_request, response) => response.writeHead(404).end());
  // Whoever knows this path may play the participants: other pages of the machine do not.
  const participantsPath = `/participants/${randomBytes(16).toString('base64url')}`;
  const endGuest = listenForMessages({
    server: site,
    path: '/signal',
    allowOrigin: (origin) => origin === MEET_ORIGIN,
    schema: guestToServer,
    connect: (send) => room.connectGuest(send),
  });
  const endParticipants = listenForMessages({
    server: participantsDoor,
    path: participantsPath,
    allowOrigin: () => true,
    schema: participantsToServer,
    connect: (send) => room.connectParticipants(send),
  });
  const [sitePort, doorPort] = await Promise.all([listen(site), listen(participantsDoor)]);
  return {
    meetingUrl: `${MEET_ORIGIN}${MEETING_PATH}`,
    chromeArgs: [
      `--host-resolver-rules=MAP ${MEET_HOST}:443 127.0.0.1:${sitePort}`,
      `--ignore-certificate-errors-spki-list=${certificate.spkiFingerprint}`,
      // Without it WebRTC leaves 127.0.0.1 aside, and a machine without a network has nothing else.
      '--allow-loopback-in-peer-connection',
    ],
    participantsUrl: `ws://127.0.0.1:${doorPort}${participantsPath}`,
    events: room.events,
    get guest() {
      return room.guest;
    },
    admit: () => room.admit(),
    deny: () => room.deny(),
    endMeeting: () => room.endMeeting(),
    removeBot: () => room.removeBot(),
    rebuildCall: () => room.rebuildCall(),
    camera: (action) => room.camera(action),
    close: async () => {
      endGuest();
      endParticipants();
      await Promise.all([close(site), close(participantsDoor)]);
    },
  };
}
