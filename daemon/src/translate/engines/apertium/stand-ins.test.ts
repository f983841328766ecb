// Names that Apertium's dictionary lacks, in the clothes of names that it has.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALL_STAND_INS, standInAnalyses, takeStandInsBack, withStandIns, withStandInsLookedUp, type StandIns } from './stand-ins.ts';

const unknown = (...words: readonly string[]): ReadonlySet<string> => new Set(words);

describe('stand-ins for unknown names', () => {
  it('take the place of capitalised words that are unknown, those in a row as one', () => {
    const standIns = withStandIns('Ask Zoltan Danius, or the Grafana team.', unknown('Zoltan', 'Danius', 'Grafana'));
    expect(standIns?.text).toBe('Ask Toledo, or the Granada team.');
    expect(standIns === null ? null : takeStandInsBack('Pide Toledo, o el equipo de Granada.', standIns)).toBe(
      'Pide Zoltan Danius, o el equipo de Grafana.',
    );
  });

  it('leave known words beside a name to the translator, and parts of names alone', () => {
    expect(withStandIns('The Nobel Committee met O’Brien in Saint-Denis.', unknown('Nobel', 'O’Brien'))?.text).toBe(
      'The Toledo Committee met Granada in Saint-Denis.',
    );
    expect(withStandIns("Zoltan's laptop", unknown('Zoltan'))?.text).toBe("Toledo's laptop");
    expect(withStandIns('Zoltanovich and preZoltan', unknown('Zoltan'))).toBeNull();
  });

  it('are none that the text has already, and as many as there are', () => {
    expect(withStandIns('Zoltan lives in Toledo.', unknown('Zoltan'))?.text).toBe('Granada lives in Toledo.');
    const names = ['Aq', 'Bq', 'Cq', 'Dq', 'Eq', 'Fq', 'Gq'];
    expect(withStandIns(`now ${names.join(', ')}`, unknown(...names))?.text).toBe(
      'now Toledo, Granada, Murcia, Alicante, Madrid, Barcelona, Gq',
    );
  });

  it('are not needed where nothing is unknown, and of no use where everything is in capitals', () => {
    expect(withStandIns('Ask Anna.', unknown())).toBeNull();
    expect(withStandIns('Ask Anna.', unknown('Zoltan'))).toBeNull();
    expect(withStandIns('ASK ZOLTAN', unknown('ZOLTAN'))).toBeNull();
  });

  it('are given up where one is missing, changed or there twice', () => {
    const standIns = withStandIns('Zoltan knows Danius.', unknown('Zoltan', 'Danius'));
    if (standIns === null) throw new Error('There are none.');
    expect(takeStandInsBack('Toledo sabe.', standIns)).toBeNull();
    expect(takeStandInsBack('Toledo sabe Granadas.', standIns)).toBeNull();
    expect(takeStandInsBack('Toledo sabe Granada y Granada.', standIns)).toBeNull();
    expect(takeStandInsBack('Granada y Toledo.', standIns)).toBe('Danius y Zoltan.');
  });

  it('bring every text back as it was from a translator that changes nothing', () => {
    const word = fc.constantFrom('Zoltan', 'Danius', 'O’Brien', 'Toledo', 'Madrid', 'and', 'the', ',', '.', 'ñandú', "Grafana's", '猫');
    fc.assert(
      fc.property(fc.array(word), (words) => {
        const text = words.join(' ');
        const standIns = withStandIns(text, unknown('Zoltan', 'Danius', 'O’Brien', 'Grafana'));
        if (standIns !== null) expect(takeStandInsBack(standIns.text, standIns)).toBe(text);
      }),
    );
  });
});

describe('what the first stage says of a text, with stand-ins in place of unknown names', () => {
  const analyses = standInAnalyses(ALL_STAND_INS.replaceAll(/\p{L}+/gu, (word) => `^${word}/${word}<np><loc>$`));
  const lookedUp = (text: string, analysis: string, ...names: readonly string[]): string | null => {
    const standIns = withStandIns(text, unknown(...names));
    return standIns === null ? null : withStandInsLookedUp(analysis, standIns, analyses);
  };

  it('is what it says of each of them, those in a row as one', () => {
    const analysis = '^Ask/Ask<vblex>$ ^Zoltan/*Zoltan$ ^Danius/*Danius$^,/,<cm>$ ^or/or<cnjcoo>$ ^Zoltan/*Zoltan$';
    expect(lookedUp('Ask Zoltan Danius, or Zoltan', analysis, 'Zoltan', 'Danius')).toBe(
      '^Ask/Ask<vblex>$ ^Toledo/Toledo<np><loc>$^,/,<cm>$ ^or/or<cnjcoo>$ ^Granada/Granada<np><loc>$',
    );
  });

  it('is not known where a name was divided otherwise, or nothing is known of its stand-in', () => {
    expect(lookedUp("Ask O'Flynn", "^Ask/Ask<vblex>$ ^O/*O$'^Flynn/*Flynn$", "O'Flynn")).toBeNull();
    const standIns = withStandIns('Ask Zoltan', unknown('Zoltan')) as StandIns;
    expect(withStandInsLookedUp('^Ask/Ask<vblex>$ ^Zoltan/*Zoltan$', standIns, new Map())).toBeNull();
  });

  it('knows of the stand-ins those that the dictionary has, as one word', () => {
    const known = standInAnalyses('^Toledo/Toledo<np>$ ^Granada/*Granada$ ^Murcia Alicante/Murcia Alicante<np>$ ^Madrid/Madrid<np>$');
    expect([...known.keys()]).toEqual(['Toledo', 'Madrid']);
  });
});
