// What the daemon says of the languages that its recogniser hears, and when it is asked.
import { SubcamError } from '@subcam/shared';
import { describe, expect, it } from 'vitest';
import { askHeardLanguages, followHeardLanguages } from './heard-languages.ts';
import type { HeardLanguages } from './spoken-choice.ts';
import { startTestDaemon, emptyLedger, TEST_TOKEN } from '../testing/test-daemon.ts';

const MOONSHINE: HeardLanguages = { title: 'Moonshine tiny (English)', languages: ['en'] };

describe('a paired daemon', () => {
  it('says what its recogniser hears, or that it hears any', async () => {
    for (const hears of [['en', 'es'], undefined]) {
      const daemon = await startTestDaemon({ ledger: emptyLedger(), ...(hears === undefined ? {} : { hears }) });
      try {
        const heard = await askHeardLanguages({ daemonUrl: daemon.url, token: TEST_TOKEN });
        expect(heard?.languages).toEqual(hears);
      } finally {
        await daemon.kill();
      }
    }
  });
});

describe('a page that follows it', () => {
  const told: (HeardLanguages | null)[] = [];
  const asked: string[] = [];
  let config = { daemonUrl: 'http://127.0.0.1:3000', token: null as string | null };
  let answers: () => Promise<HeardLanguages | null> = () => Promise.resolve(MOONSHINE);
  const follower = followHeardLanguages(
    () => config,
    (heard) => told.push(heard),
    (daemon) => {
      asked.push(daemon.token);
      return answers();
    },
  );

  it('asks once it is paired, again while the daemon is away, and not again once it has answered', async () => {
    await follower.look();
    expect(asked).toEqual([]);
    config = { ...config, token: 'one' };
    answers = () => Promise.reject(new SubcamError('network', 'Nobody answers.'));
    await follower.look();
    expect([asked, told]).toEqual([['one'], []]);
    answers = () => Promise.resolve(MOONSHINE);
    await Promise.all([follower.look(), follower.look()]);
    await follower.look();
    expect([asked, told]).toEqual([['one', 'one'], [MOONSHINE]]);
  });

  it('asks another daemon, of which nothing is known until it answers', async () => {
    config = { ...config, token: 'two' };
    answers = () => Promise.resolve(null);
    await follower.look();
    expect(asked.at(-1)).toBe('two');
    expect(told).toEqual([MOONSHINE, null, null]);
  });
});
