// A running chain -> the same, watched: what the far end decodes is compared with what the cues say, from the first frame on.
import { DEFAULT_TILE_SETTINGS, SubcamError, systemClock, withinTime } from '@subcam/shared';
import { loadConversation } from '../../mock-meet/index.ts';
import { lumaOfI420 } from '../demo/pixels.ts';
import { expectTileOf } from '../demo/expected-tile.ts';
import { openTileWitness, type Sighting, type TileWitness } from '../demo/tile-witness.ts';
import { startChain, type Chain, type ChainOptions } from './chain.ts';

export interface ObservedChain {
  readonly chain: Chain;
  readonly witness: TileWitness;
  /** Waits for a sighting that matches, among those from now on; rejects with what was seen instead. */
  sighting(matches: (sighting: Sighting) => boolean, limitMs: number): Promise<Sighting>;
}

/** The default conversation, real engines, English to Spanish; `options` over that. */
export async function startObservedChain(options: Partial<ChainOptions> = {}): Promise<ObservedChain> {
  const conversation = options.conversation ?? (await loadConversation('default'));
  const chain = await startChain({ mode: 'real', sourceLanguage: 'en', targetLanguages: ['es'], headed: false, ...options, conversation });
  const witness = openTileWitness(expectTileOf(DEFAULT_TILE_SETTINGS));
  const waiters = new Set<() => void>();
  const watch = (look: () => void): void => {
    const before = witness.sightings.length;
    look();
    if (witness.sightings.length > before) for (const waiter of waiters) waiter();
  };
  chain.reader.onEvent((event) => {
    if (event.type === 'cue') watch(() => witness.update(event.update));
  });
  chain.farEnd.onFrame((frame) => watch(() => witness.frame({ decodedAtMs: frame.decodedAtMs, luma: lumaOfI420(frame) })));
  return {
    chain,
    witness,
    sighting: async (matches, limitMs) => {
      const from = witness.sightings.length;
      const matching = Promise.withResolvers<Sighting>();
      const check = (): void => {
        const found = witness.sightings.slice(from).find((sighting) => matches(sighting));
        if (found !== undefined) matching.resolve(found);
      };
      const late = (): SubcamError => {
        const seen = witness.sightings
          .slice(from)
          .map((sighting) => `${sighting.cueId}#${sighting.revision} ${sighting.status} ${sighting.correlation}`);
        return new SubcamError('timeout', `Not seen at the far end within ${limitMs / 1000} s. Compared: ${seen.join(', ') || 'nothing'}.`);
      };
      waiters.add(check);
      try {
        return await withinTime(limitMs, () => matching.promise, { clock: systemClock, late });
      } finally {
        waiters.delete(check);
      }
    },
  };
}
