import { describe, expect, it } from 'vitest';
import { committedChanges } from './committed-texts.ts';
import { marked } from './testing/scripted-session.ts';

const changes = (...texts: readonly string[]): number => committedChanges(texts.map((text) => ({ cueId: 'c', ...marked(text) })));

describe('changes of what was called stable', () => {
  it('are texts that do not begin with it, letter by letter', () => {
    expect(changes('a golden| ring', 'a gold ring|')).toBe(1);
    expect(changes('the storm,|', 'the storm|')).toBe(1);
    expect(changes('Yes|', 'yes|')).toBe(1);
    expect(changes('a golden|', '|')).toBe(1);
  });

  it('are words that go on after they were called stable, but not a beginning of a word that was, nor a script without spaces', () => {
    expect(changes('the storm|', 'the storms|')).toBe(1);
    expect(changes('it|', "it's|")).toBe(1);
    expect(changes('the storm|s', 'the storms|')).toBe(0);
    expect(changes('the storm|s', 'the storm|', 'the storms|')).toBe(1);
    expect(changes('the storm|', 'the storm, and|')).toBe(0);
    expect(changes('你好|', '你好世界|')).toBe(0);
  });

  it('are not changes of what was not called stable yet, nor texts that call less stable than before', () => {
    expect(changes('a |golden ring', 'a gold ring|')).toBe(0);
    expect(changes('a golden|', 'a| golden ring', 'a golden ring|')).toBe(0);
  });

  it('count against what was called stable at any time before, and once each', () => {
    expect(changes('a golden|', 'a| golden', 'a gold|')).toBe(1);
    expect(changes('a golden|', 'a gold|', 'a gold|', 'a gold ring|')).toBe(1);
    expect(changes('a golden|', 'a gold|', 'a golden|')).toBe(2);
  });

  it('are counted for each cue on its own', () => {
    const told = [
      { cueId: 'a', ...marked('one|') },
      { cueId: 'b', ...marked('two|') },
      { cueId: 'a', ...marked('one more|') },
      { cueId: 'b', ...marked('too|') },
    ];
    expect(committedChanges(told)).toBe(1);
  });
});
