import { describe, expect, it } from 'vitest';
import { scoreSession } from './score-session.ts';
import { script, sent } from './testing/scripted-session.ts';

describe('the words of a session', () => {
  it('counts the errors of finals, in the order of the sound, against the words that were said', () => {
    const told = script().final('Where it is.', { firstMs: 600 }).final('That’s golden', { firstMs: 0 });
    const score = scoreSession(told.session(sent("that's gold where it is")), null);
    expect(score).toMatchObject({ words: 5, referenceWords: 6, errors: 1 });
  });

  it('counts the errors of what viewers read: the last text of each cue, also of one that never became final', () => {
    const told = script()
      .cue('one two', { firstMs: 0 })
      .cue('one too', { firstMs: 0, isFinal: true })
      .final('one two', { firstMs: 0 })
      .remove({ firstMs: 0 })
      .cue('three', { firstMs: 900 })
      .cue('four', { firstMs: 900 })
      .remove({ firstMs: 900 });
    expect(scoreSession(told.session(sent('one two')), null)).toMatchObject({ errors: 0, errorsShown: 2 });
  });

  it('takes the time from the end of a word until a cue first shows it, also when it goes away for a moment', () => {
    // The words end at 1200, 1500, 1800 and 2100 on the clock of the bench.
    const told = script()
      .cue('the', { atMs: 1_350 })
      .cue('the cat', { atMs: 1_700 })
      .cue('the', { atMs: 1_800 })
      .cue('the cat saw', { atMs: 2_000 })
      .cue('the cat saw the', { atMs: 2_050 })
      .final('The cat saw the', { atMs: 2_600 });
    expect(scoreSession(told.session(sent('the cat saw the')), null).firstShownMs).toEqual([150, 200, 200, -50]);
  });

  it('does not take a word for another one that is the same', () => {
    const told = script().cue('the', { atMs: 1_300 }).cue('the cat saw the', { atMs: 2_300 }).final('the cat saw the', { atMs: 2_600 });
    expect(scoreSession(told.session(sent('the cat saw the')), null).firstShownMs).toEqual([100, 800, 500, 200]);
    const twice = script().cue('so', { atMs: 1_300 }).cue('so so', { atMs: 1_600 }).final('so so', { atMs: 2_600 });
    expect(scoreSession(twice.session(sent('so so')), null).firstShownMs).toEqual([100, 100]);
  });

  it('measures nothing of words that the final has wrong, or that no cue showed', () => {
    const told = script().cue('a hat', { atMs: 1_500 }).cue('a cat', { atMs: 1_600 }).final('a cat sat', { atMs: 2_000 });
    expect(scoreSession(told.session(sent('the cat sat')), null).firstShownMs).toEqual([100]);
  });

  it('takes a word that is several when it is compared as shown when all of it is', () => {
    const told = script().cue('it', { atMs: 1_250 }).cue('it is so', { atMs: 1_600 }).final("It's so", { atMs: 1_900 });
    expect(scoreSession(told.session(sent("it's so")), null).firstShownMs).toEqual([400, 100]);
  });

  it('measures nothing of a word of which only a part is right', () => {
    const told = script().cue('it was so', { atMs: 1_600 }).final('It was so', { atMs: 1_900 });
    expect(scoreSession(told.session(sent("it's so")), null).firstShownMs).toEqual([100]);
  });

  it('finds a word that was shown by the cue before the one that has it in the end, since speech was cut there', () => {
    const told = script()
      .cue('one two three', { firstMs: 0, atMs: 1_900 })
      .cue('one two', { firstMs: 0, atMs: 2_000, isFinal: true })
      .final('one two', { firstMs: 0 })
      .cue('three', { firstMs: 600, atMs: 2_300, isFinal: true })
      .final('three', { firstMs: 600 });
    expect(scoreSession(told.session(sent('one two three')), null).firstShownMs).toEqual([700, 400, 100]);
  });

  it('takes the time until a word is within what the cue calls stable', () => {
    const told = script()
      .cue('one two', { atMs: 1_500 })
      .cue('one| two', { atMs: 1_700 })
      .cue('one tw|o', { atMs: 1_800 })
      .cue('One two', { atMs: 2_100, isFinal: true })
      .final('One two', { atMs: 2_100 });
    expect(scoreSession(told.session(sent('one two')), null).stableMs).toEqual([500, 600]);
  });

  it('takes samples that were sent and not committed for lost', () => {
    const told = script().final('one');
    expect(scoreSession(told.session(sent('one'), { sentSamples: 500, committedSamples: 180 }), null).lostSamples).toBe(320);
  });
});

describe('the finals of a session', () => {
  it('takes the time of a final from the end of the last word that was said in it', () => {
    const words = [...sent('one two'), ...sent('three four', { startMs: 2_000 })];
    const told = script()
      .final('one two', { firstMs: 0, atMs: 1_900, speechEndMs: 520 })
      .final('three for', { firstMs: 1_800, atMs: 4_000, speechEndMs: 2_350 });
    expect(scoreSession(told.session(words), null).finals).toEqual([
      { wordEndMs: 500, latencyMs: 400 },
      { wordEndMs: 2_500, latencyMs: 500 },
    ]);
  });

  it('knows of a last word that the recogniser left out, where it is in the sound of the final', () => {
    const words = [...sent('one two three'), ...sent('four', { startMs: 2_000 })];
    const until = (speechEndMs: number) =>
      scoreSession(script().final('one two', { atMs: 2_500, speechEndMs }).final('four', { firstMs: 1_800 }).session(words), null);
    expect(until(820).finals[0]).toEqual({ wordEndMs: 800, latencyMs: 700 });
    expect(until(620).finals[0]).toEqual({ wordEndMs: 500, latencyMs: 1_000 });
  });

  it('measures no time of a final that has no word that was said', () => {
    const told = script().final('one', { firstMs: 0, atMs: 1_500 }).final('thank you', { firstMs: 5_000 });
    expect(scoreSession(told.session(sent('one')), null).finals).toHaveLength(1);
  });

  it('counts finals whose last word is followed by another one within 256 ms', () => {
    const told = script().final('one', { firstMs: 0 }).final('two', { firstMs: 400 }).final('three', { firstMs: 800 });
    const premature = (gapMs: number): number => scoreSession(told.session(sent('one two three', { gapMs })), null).prematureFinals;
    expect(premature(255)).toBe(2);
    expect(premature(256)).toBe(0);
  });
});

describe('the steadiness of a session', () => {
  it('counts words that were shown and changed or removed, for each word of the finals', () => {
    const told = script()
      .cue('a golden')
      .cue('a gold ring')
      .cue('A gold ring.', { isFinal: true })
      .remove()
      .cue('and so', { firstMs: 1_000 })
      .remove({ firstMs: 1_000 })
      .final('A gold ring.', { firstMs: 0 });
    expect(scoreSession(told.session(sent('a gold ring')), null).original).toMatchObject({
      takenBack: { bare: 3, written: 6 },
      finalWords: 3,
    });
  });

  it('counts changes of what was stable in partials, finals, cues and packets alike', () => {
    const committed = (told: ReturnType<typeof script>): number => scoreSession(told.session(sent('one')), null).original.committedChanged;
    expect(
      committed(script().partial('one| two').cue('one| two').partial('won| two').cue('won| two').final('won two').packet('won two')),
    ).toBe(1);
    expect(committed(script().partial('one|').final('won'))).toBe(1);
    expect(committed(script().partial('one|').cue('One|'))).toBe(1);
    expect(committed(script().final('one').packet('um', { language: 'pt', original: 'won' }))).toBe(1);
    expect(committed(script().final('One.').cue('One.', { isFinal: true }).packet('one.'))).toBe(1);
    expect(committed(script().partial('|one').cue('|one').final('One.').cue('One.', { isFinal: true }).packet('One.').remove())).toBe(0);
  });

  it('takes a cue with a stable beginning that goes without a final for a change of it', () => {
    const told = script().cue('one| two').remove();
    expect(scoreSession(told.session(sent('one')), null).original.committedChanged).toBe(1);
    const unstable = script().cue('|one two').remove();
    expect(scoreSession(unstable.session(sent('one')), null).original.committedChanged).toBe(0);
  });

  it('counts the same of translations, on their own', () => {
    const told = script()
      .partial('one|')
      .cue('one|', { translation: 'um| anel dourado' })
      .translation('um anel| de')
      .cue('won|', { translation: 'um anel| de' })
      .final('won')
      .cue('won', { translation: 'Um anel|', isFinal: true })
      .translation('Um anel', { isFinal: true })
      .packet('Um anel.', { language: 'pt' });
    const score = scoreSession(told.session(sent('one')), 'pt');
    expect(score.translated).toEqual({ takenBack: { bare: 2, written: 4 }, finalWords: 2, committedChanged: 1 });
    expect(score.original.committedChanged).toBe(1);
    expect(scoreSession(told.session(sent('one')), null).translated).toBeNull();
  });

  it('counts changes of translations that were told in events alone', () => {
    const told = script().final('one').translation('um| dois').translation('UM dois', { isFinal: true });
    expect(scoreSession(told.session(sent('one')), 'pt').translated).toMatchObject({ committedChanged: 1, finalWords: 2 });
  });

  it('takes a stable translation that is taken away from its cue for a change', () => {
    const told = script().cue('one|', { translation: 'um|' }).cue('one two|').final('one two');
    expect(scoreSession(told.session(sent('one two')), 'pt').translated).toMatchObject({
      committedChanged: 1,
      takenBack: { bare: 1, written: 1 },
    });
  });
});
