// The ways through the engines of a configuration, and their figures.
import { describe, expect, it } from 'vitest';
import { TRANSLATOR_ENGINES, routeFigures, routesThrough } from './engines.ts';

describe('the figures of routes', () => {
  const pairs = (...of: readonly string[]) =>
    of.map((pair) => {
      const [sourceLanguage = '', targetLanguage = ''] = pair.split('-');
      return { sourceLanguage, targetLanguage };
    });
  const having = (name: string, of: readonly string[] | 'any', models: Readonly<Record<string, string>> = {}) => {
    const description = TRANSLATOR_ENGINES.find((engine) => engine.name === name);
    if (description === undefined) throw new Error(`There is no ${name}.`);
    const modelOf = (pair: string): { readonly model?: string } => (name === 'bergamot' ? { model: models[pair] ?? pair } : {});
    const named = of === 'any' ? of : pairs(...of).map((pair, place) => ({ ...pair, ...modelOf(of[place] ?? '') }));
    return { description: { ...description, pairs: () => named }, settings: {} };
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

  it('are those of the package’s model alone: another one for the same languages is not measured, and is named', () => {
    const apertium = having('apertium', ['en-es', 'pt-es']);
    const unknown = { testSet: null, chrf2: null, p50Ms: null, memoryMb: null };
    const pulled = having('bergamot', ['en-pt', 'en-de'], { 'en-pt': 'en-pt-2.0-base-memory', 'en-de': 'en-de-3.0-tiny' });
    expect(routeFigures([pulled, apertium], place)).toMatchObject([
      { sourceLanguage: 'en', targetLanguage: 'pt', route: 'bergamot', models: ['en-pt-2.0-base-memory'], ...unknown },
      // The way through Portuguese was measured with another model as well.
      { sourceLanguage: 'en', targetLanguage: 'es', route: 'apertium', chrf2: 58.8 },
      { sourceLanguage: 'pt', targetLanguage: 'es', route: 'apertium', chrf2: 71.6 },
      { sourceLanguage: 'en', targetLanguage: 'de', models: ['en-de-3.0-tiny'], ...unknown },
    ]);
    expect(routeFigures([having('bergamot', ['en-pt'])], place)).toMatchObject([
      { models: ['en-pt'], chrf2: 78.9, p50Ms: 20, memoryMb: 300 },
    ]);
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
