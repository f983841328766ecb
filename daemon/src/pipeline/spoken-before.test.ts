// What was said before a text, as a translator is told it.
import { MAX_CONTEXT_CHARACTERS, MAX_CONTEXT_TEXTS } from '@subcam/shared';
import { afterEach, describe, expect, it } from 'vitest';
import { createSpokenBefore, MOST_REMEMBERED } from './spoken-before.ts';
import { openRig, send, TALK, upperCaseTranslator, type Rig } from './testing/pipeline-rig.ts';

const saying = (...texts: readonly string[]) => {
  const spoken = createSpokenBefore();
  for (const text of texts) spoken.add(text);
  return spoken;
};

describe('what was said before a text', () => {
  it('is the finals before it, however many came since; of a text that is still being said, the latest', () => {
    const spoken = saying('One.', 'Two.', 'Three.');
    expect(spoken.before('Two.')).toEqual(['One.']);
    expect(spoken.before('One.')).toEqual([]);
    expect(spoken.before('Fo')).toEqual(['One.', 'Two.', 'Three.']);
  });

  it('is of a text that was said twice what came before the second time', () => {
    expect(saying('Yes.', 'No.', 'Yes.').before('Yes.')).toEqual(['Yes.', 'No.']);
  });

  it('is no more than a few texts, and no more than some characters', () => {
    const spoken = saying(...Array.from({ length: 9 }, (_, index) => `Number ${index}.`));
    expect(spoken.before('')).toHaveLength(MAX_CONTEXT_TEXTS);
    expect(spoken.before('').at(-1)).toBe('Number 8.');
    expect(saying('x'.repeat(MAX_CONTEXT_CHARACTERS), 'Yes.').before('')).toEqual(['Yes.']);
    expect(saying('', ' ').before('')).toEqual([]);
  });

  it('is forgotten in the end', () => {
    const spoken = saying('First.', ...Array.from({ length: MOST_REMEMBERED }, (_, index) => `Number ${index}.`));
    expect(spoken.before('Number 0.')).toEqual([]);
  });
});

describe('a translator', () => {
  let rig: Rig;
  afterEach(() => rig.close());

  it('is told with each final what was said before it in the capture', async () => {
    const inner = upperCaseTranslator();
    const asked: (readonly [text: string, before: readonly string[]])[] = [];
    rig = await openRig({
      translator: {
        ...inner,
        translate: (request, signal) => {
          if (request.purpose === 'final') asked.push([request.text, request.before ?? []]);
          return inner.translate(request, signal);
        },
      },
    });
    const { attachment } = await rig.attach();
    send(attachment, TALK);
    await rig.clock.run(attachment.end(TALK.length));
    const finals = rig.eventsOf('final').map(({ transcript }) => transcript.text);
    expect(finals.length).toBeGreaterThan(1);
    expect(asked).toEqual(finals.map((text, index) => [text, finals.slice(0, index)]));
  });
});
