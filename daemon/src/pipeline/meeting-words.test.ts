// What a recogniser is told of words that may be said.
import { afterEach, describe, expect, it } from 'vitest';
import { MAX_PROMPT_CHARACTERS, type GlossaryTerm, type SttRequest } from '@subcam/shared';
import { promptOf } from './meeting-words.ts';
import { openRig, readAloud, send, TALK, type Rig } from './testing/pipeline-rig.ts';

describe('the words of a meeting', () => {
  it('are names, then terms, each once, without what a page writes after a name', () => {
    expect(promptOf(['Ana  Souza (presenting)', 'Bob'], ['Harbor', 'Bob', ' '])).toBe('Ana Souza, Bob, Harbor.');
    expect(promptOf([], [])).toBe('');
    expect(promptOf(['(me)'], [])).toBe('');
  });

  it('are as many as there is room for; one that is too long leaves its room to others', () => {
    expect(promptOf(['Ana', 'x'.repeat(20), 'Bob'], [], 10)).toBe('Ana, Bob.');
    const many = Array.from({ length: 500 }, (_, index) => `Name ${index}`);
    const prompt = promptOf(many, []);
    expect(prompt.length).toBeLessThanOrEqual(MAX_PROMPT_CHARACTERS);
    expect(prompt.length).toBeGreaterThan(MAX_PROMPT_CHARACTERS - 12);
  });
});

describe('a recogniser', () => {
  let rig: Rig;
  afterEach(() => rig.close());

  it('is told who is in the meeting, as it is at each request, and the terms of the languages that are spoken', async () => {
    const prompts: (string | undefined)[] = [];
    const read = (request: SttRequest) => {
      prompts.push(request.prompt);
      return readAloud(request);
    };
    const terms: readonly GlossaryTerm[] = [{ source: 'Harbor', target: null, caseSensitive: false }];
    const termsFor = (source: string, target: string): readonly GlossaryTerm[] => (source === 'en' && target === 'es' ? terms : []);
    rig = await openRig({ read, termsFor });
    const { attachment } = await rig.attach();
    send(attachment, TALK, { to: 3.5 * 16_000 });
    await rig.clock.advance(1_000);
    const joined = { type: 'participant-joined', participantId: 'p1', displayName: 'Ana Souza', isSelf: false } as const;
    await attachment.meeting({ ...joined, atMs: rig.clock.nowMs() });
    send(attachment, TALK, { from: 3.5 * 16_000 });
    await rig.clock.run(attachment.end(TALK.length));
    expect([prompts[0], prompts.at(-1)]).toEqual(['Harbor.', 'Ana Souza, Harbor.']);
  });

  it('is told nothing where there are no words to tell', async () => {
    const requests: SttRequest[] = [];
    rig = await openRig({ read: (request) => (requests.push(request), readAloud(request)) });
    const { attachment } = await rig.attach();
    send(attachment, TALK);
    await rig.clock.run(attachment.end(TALK.length));
    expect(requests.length).toBeGreaterThan(0);
    for (const request of requests) expect(request).not.toHaveProperty('prompt');
  });
});
