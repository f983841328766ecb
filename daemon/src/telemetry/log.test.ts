// The log tells what happened and never what was said.
import { SubcamError } from '@subcam/shared';
import { describe, expect, it } from 'vitest';
import { createLog } from './index.ts';

function collect(): { readonly lines: string[]; readonly log: ReturnType<typeof createLog> } {
  const lines: string[] = [];
  return { lines, log: createLog({ level: 'info', destination: { write: (line) => void lines.push(line) } }) };
}

describe('the log', () => {
  it('writes a static message with its fields', () => {
    const { lines, log } = collect();
    log.info({ captureId: 'c1' }, 'A session was opened.');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ captureId: 'c1', msg: 'A session was opened.' });
  });

  it('keeps to the level that was set last', () => {
    const { lines, log } = collect();
    log.debug({}, 'Too little to tell.');
    log.level = 'debug';
    log.debug({}, 'Now it counts.');
    log.level = 'silent';
    log.error({}, 'Nobody wants to know.');
    expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(['Now it counts.']);
  });

  it('strikes out tokens, words and names wherever they are put', () => {
    const { lines, log } = collect();
    log.warn({ token: 'tok-123', transcript: { text: 'the secret words' }, displayName: 'Ana' }, 'Something.');
    expect(lines.join('')).not.toMatch(/tok-123|secret words|Ana/);
  });

  it('tells the code and advice of our errors, and of foreign ones the kind and place without the message', () => {
    const { lines, log } = collect();
    const foreign = Object.assign(new Error('near "the secret words"'), { code: 'SQLITE_ERROR' });
    log.error({ error: new SubcamError('storage', 'The disk is full.', { retryable: true, cause: foreign }) }, 'A commit failed.');
    const { error } = JSON.parse(lines[0] ?? '') as { error: Record<string, unknown> };
    expect(error).toMatchObject({ code: 'storage', retryable: true, message: 'The disk is full.', cause: { code: 'SQLITE_ERROR' } });
    expect(lines.join('')).not.toContain('secret words');
    expect(JSON.stringify(error['cause'])).toContain('log.test.ts');
  });
});
