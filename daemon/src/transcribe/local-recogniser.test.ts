import { describe, expect, it } from 'vitest';
import { localRecogniserOf } from './local-recogniser.ts';

describe('the recogniser of this machine for what is spoken', () => {
  it('is Moonshine for English, of whatever region, and Whisper as soon as another language is spoken', () => {
    expect(localRecogniserOf(['en'])).toBe('moonshine');
    expect(localRecogniserOf(['en-GB'])).toBe('moonshine');
    expect(localRecogniserOf(['en', 'es'])).toBe('whisper');
    expect(localRecogniserOf(['pt-BR'])).toBe('whisper');
  });

  it('is none for a language that only a service may know', () => {
    expect(localRecogniserOf(['en', 'tlh'])).toBeNull();
  });
});
