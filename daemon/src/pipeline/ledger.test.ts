// What the client may forget.
import { describe, expect, it } from 'vitest';
import { resumeSample } from '../segment/index.ts';
import { createLedger } from './ledger.ts';

describe('acknowledgements', () => {
  it('trail the commit by the context of a restart and never fall', () => {
    const acks: number[] = [];
    const ledger = createLedger({ committedThrough: 0, onAck: (sample) => acks.push(sample) });
    for (const throughSample of [5_000, 50_000, 40_000, 50_000, 90_000]) ledger.committed({ throughSample });
    expect(acks).toEqual([resumeSample(50_000), resumeSample(90_000)]);
    expect(ledger).toMatchObject({ committedThrough: 90_000, ackedThrough: resumeSample(90_000) });
  });

  it('reach the commit itself once nothing will be resumed', () => {
    const acks: number[] = [];
    const ledger = createLedger({ committedThrough: 48_000, onAck: (sample) => acks.push(sample) });
    ledger.release();
    ledger.release();
    expect(acks).toEqual([48_000]);
  });

  it('go on from where an earlier daemon was', () => {
    const acks: number[] = [];
    const ledger = createLedger({ committedThrough: 48_000, onAck: (sample) => acks.push(sample) });
    expect(ledger.ackedThrough).toBe(resumeSample(48_000));
    ledger.committed({ throughSample: 48_000 });
    expect(acks).toEqual([]);
  });
});
