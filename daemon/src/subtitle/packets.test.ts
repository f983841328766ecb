// Packets of the contract, held to the golden file: every field, and nothing more.
import { readFileSync } from 'node:fs';
import type { Attribution, Transcript, Translation } from '@subcam/shared';
import { contractPacket, parseContractPacket, type ContractPacket } from '@subcam/shared/wire';
import { describe, expect, it } from 'vitest';
import { transcriptPacket, translationPacket } from './packets.ts';

interface Goldens {
  readonly final: {
    readonly sessionId: string;
    readonly startedAtMs: number;
    readonly transcript: Transcript;
    readonly attribution: Attribution;
    readonly packet: ContractPacket;
  };
  readonly translation: { readonly translation: Translation; readonly packet: ContractPacket };
  readonly nobody: { readonly attribution: Attribution; readonly packet: ContractPacket };
}

const goldens = JSON.parse(readFileSync(new URL('../../../shared/goldens/contract-packets.json', import.meta.url), 'utf8')) as Goldens;
const { packet: _packet, ...final } = goldens.final;

describe('a packet of the contract', () => {
  it('of a final has exactly the fields and values of the golden', () => {
    expect(transcriptPacket(final)).toEqual(goldens.final.packet);
  });

  it('of a translation has exactly the fields and values of the golden', () => {
    expect(translationPacket({ ...final, translation: goldens.translation.translation })).toEqual(goldens.translation.packet);
  });

  it('of words that nobody is known to have said, from an engine without confidence, says null', () => {
    const { attribution, packet } = goldens.nobody;
    expect(transcriptPacket({ ...final, attribution, transcript: { ...final.transcript, confidence: null } })).toEqual(packet);
  });

  it('is one that readers of the contract accept, and survives JSON', () => {
    const packet = translationPacket({ ...final, translation: goldens.translation.translation });
    expect(contractPacket.parse(packet)).toEqual(packet);
    expect(parseContractPacket(JSON.parse(JSON.stringify(packet)))).toEqual(packet);
  });

  it('keeps fractions of a second', () => {
    const transcript = { ...final.transcript, firstSample: 8 };
    expect(transcriptPacket({ ...final, startedAtMs: 1_699_123_456_789, transcript }).start_timestamp).toBeCloseTo(1_699_123_456.7895, 4);
  });
});
