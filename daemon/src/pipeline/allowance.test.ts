// Gaps and meeting events without end: as many are written down as may be, and the log says once that there were more.
import { describe, expect, it } from 'vitest';
import { silentLog } from '../telemetry/index.ts';
import { gapAllowance, meetingEventAllowance } from './allowance.ts';

describe.each([
  ['gaps of a capture', 'maxGapsPerCapture', gapAllowance],
  ['meeting events of a session', 'maxMeetingEvents', meetingEventAllowance],
] as const)('%s', (_what, limit, open) => {
  it('are let through up to the limit of the moment, and the log hears once of the rest', () => {
    const told: unknown[] = [];
    const log = Object.assign(Object.create(silentLog) as typeof silentLog, { warn: (...said: unknown[]) => told.push(said) });
    const settings = { [limit]: 3 } as never as Parameters<typeof gapAllowance>[1]['settings'] &
      Parameters<typeof meetingEventAllowance>[1]['settings'];
    const allowance = open('one', { settings, log });
    const taken = Array.from({ length: 100 }, () => allowance.take());
    expect(taken.filter(Boolean)).toHaveLength(3);
    expect(told).toEqual([[expect.anything(), expect.stringContaining(`limits.${limit}`)]]);
    Object.assign(settings, { [limit]: 4 });
    expect([allowance.take(), allowance.take()]).toEqual([true, false]);
  });

  it('go on from what was written down before', () => {
    const settings = { [limit]: 3 } as never;
    const allowance = open('one', { settings, log: silentLog });
    allowance.startAt(2);
    expect([allowance.take(), allowance.take()]).toEqual([true, false]);
  });
});
