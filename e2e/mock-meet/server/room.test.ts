import { describe, expect, it } from 'vitest';
import type { Clock } from '@subcam/shared';
import type { GuestToServer, ServerToGuest, ServerToParticipants } from '../wire/messages.ts';
import type { MockMeetOptions } from './meeting.ts';
import { Room } from './room.ts';

/** Sleeps end when the test says so. */
function handClock(): Clock & { pass(ms: number): Promise<void> } {
  let nowMs = 0;
  const sleepers = new Set<{ readonly atMs: number; readonly wake: () => void }>();
  return {
    nowMs: () => nowMs,
    monotonicMs: () => nowMs,
    sleep: (durationMs, signal) =>
      new Promise((resolve, reject) => {
        const sleeper = { atMs: nowMs + durationMs, wake: resolve };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', () => {
          sleepers.delete(sleeper);
          reject(signal.reason as Error);
        });
      }),
    pass: async (ms) => {
      nowMs += ms;
      for (const sleeper of sleepers) {
        if (sleeper.atMs > nowMs) continue;
        sleepers.delete(sleeper);
        sleeper.wake();
      }
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    },
  };
}

function open(options: MockMeetOptions) {
  const clock = handClock();
  const room = new Room(options, clock);
  const events: string[] = [];
  for (const name of ['asked', 'admitted', 'joined', 'chat', 'error'] as const) {
    room.events.on(name, () => events.push(name));
  }
  room.events.on('left', ({ reason }) => events.push(`left ${reason}`));
  const toHost: ServerToParticipants[] = [];
  const host = room.connectParticipants((message) => toHost.push(message));
  const toGuest: ServerToGuest[] = [];
  const guest = room.connectGuest((message) => toGuest.push(message));
  return { clock, room, events, host, guest, toHost, toGuest, types: () => toGuest.map(({ type }) => type) };
}

const ASK: GuestToServer = { type: 'ask', displayName: 'Subcam' };

describe('the door of the mock meeting', () => {
  it('lets the guest in after the lobby, and the participants call once the call is on the screen, not before', async () => {
    const { clock, room, events, guest, toHost, types } = open({ lobbyMs: 1000 });
    guest.receive(ASK);
    expect(room.guest).toEqual({ state: 'lobby', displayName: 'Subcam' });
    await clock.pass(999);
    expect(types()).not.toContain('admitted');
    await clock.pass(1);
    expect(types()).toContain('admitted');
    expect(toHost).toEqual([]);
    guest.receive({ type: 'joined' });
    expect(room.guest.state).toBe('in-call');
    expect(toHost).toEqual([{ type: 'guest-joined', displayName: 'Subcam' }]);
    expect(events).toEqual(['asked', 'admitted', 'joined']);
  });

  it('does not believe a page that says it is in the call without having been let in', () => {
    const { room, guest, toHost } = open({ admission: 'manual' });
    guest.receive({ type: 'joined' });
    guest.receive(ASK);
    guest.receive({ type: 'joined' });
    expect(room.guest.state).toBe('lobby');
    expect(toHost).toEqual([]);
  });

  it('refuses: by itself, by hand, and by nobody coming to the door', async () => {
    const denied = open({ admission: 'deny', lobbyMs: 500 });
    denied.guest.receive(ASK);
    await denied.clock.pass(500);
    expect(denied.toGuest.at(-1)).toEqual({ type: 'refused', why: 'denied' });
    expect(denied.events).toEqual(['asked', 'left denied']);

    const byHand = open({ admission: 'manual' });
    byHand.guest.receive(ASK);
    byHand.room.deny();
    expect(byHand.toGuest.at(-1)).toEqual({ type: 'refused', why: 'denied' });
    expect(() => byHand.room.admit()).toThrow(expect.objectContaining({ code: 'bad-request' }));

    const ignored = open({ admission: 'manual' });
    ignored.guest.receive(ASK);
    await ignored.clock.pass(10 * 60_000);
    expect(ignored.toGuest.at(-1)).toEqual({ type: 'refused', why: 'no-response' });
  });

  it('ends the call for whoever is in it, and says why', async () => {
    for (const [end, type, reason] of [
      ['removeBot', 'removed', 'left removed'],
      ['endMeeting', 'ended', 'left ended'],
    ] as const) {
      const { clock, room, events, guest, toHost, types } = open({ lobbyMs: 0 });
      guest.receive(ASK);
      await clock.pass(0);
      guest.receive({ type: 'joined' });
      room[end]();
      expect(types().at(-1)).toBe(type);
      expect(events.at(-1)).toBe(reason);
      expect(toHost.at(-1)).toEqual({ type: 'guest-left' });
    }
  });

  it('notices that the page has gone, once, and a page that was replaced no longer speaks', async () => {
    const { clock, room, events, guest, toHost } = open({ lobbyMs: 0 });
    guest.receive(ASK);
    await clock.pass(0);
    guest.receive({ type: 'joined' });
    const second = room.connectGuest(() => undefined);
    expect(events.at(-1)).toBe('left page-gone');
    guest.receive(ASK);
    guest.closed();
    expect(room.guest.state).toBe('pre-join');
    second.receive(ASK);
    second.closed();
    expect(room.guest.state).toBe('absent');
    expect(events.filter((event) => event === 'left page-gone')).toHaveLength(2);
    expect(toHost.filter(({ type }) => type === 'guest-left')).toHaveLength(1);
  });

  it('shows the guest who is there, and that nobody is when the participants have gone', () => {
    const { host, toGuest } = open({});
    const participants = [{ participantId: 'spaces/a/devices/1', displayName: 'Anna' }];
    host.receive({ type: 'here', participants });
    expect(toGuest.at(-1)).toEqual({ type: 'participants', participants });
    host.closed();
    expect(toGuest.at(-1)).toEqual({ type: 'participants', participants: [] });
  });
});
