// The socket of whoever reads along: packets of the contract and the session's events, by subscription.
import * as z from 'zod/mini';
import type { Answer } from './capture-socket.ts';
import type { ContractPacket } from './contract-packet.ts';
import type { SessionEvent } from '../session/session.ts';

/** `sessionId: '*'` subscribes to all sessions of the daemon. */
export const subscribeRequest = z.object({ sessionId: z.union([z.literal('*'), z.string().check(z.regex(/^[A-Za-z0-9_-]{1,100}$/))]) });
export type SubscribeRequest = z.infer<typeof subscribeRequest>;

export interface SubtitlesClientToServer {
  subscribe(request: SubscribeRequest, answer: (reply: Answer<{ readonly sessions: readonly string[] }>) => void): void;
}

export interface SubtitlesServerToClient {
  /** Finals and their translations, in the contract's snake_case. */
  packet(packet: ContractPacket): void;
  event(event: SessionEvent): void;
}
