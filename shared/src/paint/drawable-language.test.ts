import { describe, expect, it } from 'vitest';
import { isDrawable, requireDrawable } from './drawable-language.ts';

describe('a target language', () => {
  it.each(
    // Whisper's languages, those of Bergamot and of Apertium in Debian among them.
    (
      'en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta no th ur hr bg lt la mi ml cy sk te fa lv bn sr az sl kn et ' +
      'mk br eu is hy ne mn bs kk sq sw gl mr pa si km sn yo so af oc ka be tg sd gu am yi lo uz fo ht ps tk nn mt sa lb my bo tl mg as tt haw ln ha ba jw ' +
      'su yue nb eo dv or zh-TW zh-Hant-HK pt-BR sr-Latn az-Arab'
    ).split(' '),
  )('%s can be drawn', (language) => {
    expect(isDrawable(language)).toBe(true);
    expect(() => requireDrawable(language)).not.toThrow();
  });

  it.each([
    ['chr', 'Cherokee'],
    ['nqo', 'N’Ko'],
    ['ff-Adlm', 'Adlam'],
    ['zgh', 'Tifinagh'],
    ['sat', 'Ol Chiki'],
    ['syr', 'Syriac'],
    ['mn-Mong', 'Mongolian'],
  ])('%s is refused, with its script and what to do', (language, script) => {
    expect(isDrawable(language)).toBe(false);
    expect(() => requireDrawable(language)).toThrowError(
      expect.objectContaining({
        code: 'bad-request',
        message: expect.stringContaining(`its script, ${script}. Choose`) as string,
      }) as Error,
    );
  });

  it('is taken when nothing is known of its script', () => {
    for (const language of ['xx', 'auto']) expect(isDrawable(language)).toBe(true);
  });
});
