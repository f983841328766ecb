// The ways through the engines of a configuration, and their figures.
import { describe, expect, it } from 'vitest';
import { TRANSLATOR_ENGINES, routeFigures, routesThrough } from './engines.ts';

describe('the figures of routes', () => {
  const pairs = (...of: readonly string[]) =>
    of.map((pair) => {
      const [sourceLanguage = '', targetLanguage = ''] = pair.split('-');
      return { sourceLanguage, targetLanguage };
    });
  const having = (name: string, of: readonly string[] | 'any') => {
    const description = TRANSLATOR_ENGINES.find((engine) => engine.name === name);
    if (description === undefined) throw new Error(`There is no ${name}.`);
    return { description: { ...description, pairs: () => (of === 'any' ? of : pairs(...of)) }, settings: {} };
  };
  const place = { modelsDir: '/nowhere' };

  it('are those of the way that is taken of each pair', () => {
    const both = [having('bergamot', ['en-pt']), having('apertium', ['en-es', 'pt-es'])];
    const told = routeFigures(both, place).map(({ sourceLanguage, targetLanguage, route, via }) => [
      sourceLanguage,
      targetLanguage,
      route,
      via,
    ]);
    expect(told).toEqual([
      ['en', 'pt', 'bergamot', null],
      ['en', 'es', 'bergamot+apertium', 'pt'],
      ['pt', 'es', 'apertium', null],
    ]);
    expect(routeFigures([having('apertium', ['en-es'])], place)).toMatchObject([{ route: 'apertium', targetLanguage: 'es', via: null }]);
    expect(routeFigures([], place)).toEqual([]);
  });

  it('are none of a way that was not measured', () => {
    expect(routeFigures([having('translation-service', 'any')], place)).toEqual([]);
    expect(routesThrough([having('translation-service', 'any')], { sourceLanguage: 'en', targetLanguage: 'ja' }, place)).toMatchObject([
      { via: null },
    ]);
  });

  it('say of a pair that nothing has what there is', () => {
    const ask = (): unknown =>
      routesThrough([having('apertium', ['en-es', 'pt-es'])], { sourceLanguage: 'en', targetLanguage: 'ja' }, place);
    expect(ask).toThrow('Nothing translates en to ja here; there is: en-es, pt-es.');
  });
});
