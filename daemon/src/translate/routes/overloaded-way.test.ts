// A way that has no time for a text: the next one does it, and nothing is held against the first.
import { describe, expect, it } from 'vitest';
import { openRoutedRig } from '../testing/scripted-engine.ts';
import { OPEN_AFTER_FAILURES } from './breaker.ts';

describe('a text that the best way has no time for', () => {
  it('is done by another, which is told until the next text, and nothing is held against the best', async () => {
    const { bergamot, told, translate } = openRoutedRig();
    bergamot.health = 'overloaded';
    for (let count = 0; count <= OPEN_AFTER_FAILURES; count += 1) expect((await translate('a text')).engine.name).toBe('apertium');
    bergamot.health = 'works';
    expect((await translate('a text')).engine.name).toBe('bergamot');
    expect(told.map(({ instead }) => instead?.message)).toEqual(['bergamot has more to do than it can.', undefined]);
  });

  it('says how long it took with the time for which the best was waited for; a failure of the best is no time of the next', async () => {
    const { clock, bergamot, translate } = openRoutedRig();
    const inner = bergamot.translator.translate.bind(bergamot.translator);
    Object.assign(bergamot.translator, {
      translate: async (...given: Parameters<typeof inner>) => {
        await clock.sleep(500);
        return inner(...given);
      },
    });
    expect(await clock.run(translate('a text'))).not.toHaveProperty('tookMs');
    bergamot.health = 'overloaded';
    expect(await clock.run(translate('a text'))).not.toHaveProperty('tookMs');
    bergamot.health = 'fails';
    expect(await clock.run(translate('a text'))).toMatchObject({ engine: { name: 'apertium' }, tookMs: 0 });
  });

  it('is known to have somebody else, but for the last way', async () => {
    const { bergamot, apertium, translate } = openRoutedRig();
    const patience: unknown[] = [];
    for (const { translator } of [bergamot, apertium]) {
      const inner = translator.translate.bind(translator);
      Object.assign(translator, {
        translate: (...given: Parameters<typeof inner>) => {
          patience.push(given[0].patienceMs);
          return inner(...given);
        },
      });
    }
    bergamot.health = 'fails';
    await translate('a text');
    expect(patience).toEqual([1_500, undefined]);
  });
});
