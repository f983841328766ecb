// The page's socket to the meeting's server.
import type { GuestToServer, ServerToGuest } from '../wire/messages.ts';

export interface Link {
  send(message: GuestToServer): void;
}

/** `onLost`: the server is gone; there is no second try, as the meeting is gone with it. */
export function openLink(onMessage: (message: ServerToGuest) => void, onLost: () => void): Link {
  const socket = new WebSocket(`wss://${location.host}/signal`);
  // Our own server speaks first, and only what its types allow.
  socket.addEventListener('message', (event) => onMessage(JSON.parse(String(event.data)) as ServerToGuest));
  socket.addEventListener('close', onLost);
  return {
    send: (message) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    },
  };
}
