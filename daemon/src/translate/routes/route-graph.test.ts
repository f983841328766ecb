import { describe, expect, it } from 'vitest';
import { LEAST_GAIN, routeName, routesBetween, type Edge, type MeasuredRoute } from './route-graph.ts';

const edge = (engine: string, pair: string): Edge => {
  const [sourceLanguage = '', targetLanguage = ''] = pair.split('-');
  return { engine, sourceLanguage, targetLanguage };
};

const EDGES = [
  edge('bergamot', 'en-pt'),
  edge('bergamot', 'pt-en'),
  edge('apertium', 'en-es'),
  edge('apertium', 'es-en'),
  edge('apertium', 'pt-es'),
  edge('apertium', 'es-pt'),
];

const scored = (route: string, chrf2: number, over: Partial<MeasuredRoute> = {}): MeasuredRoute => ({
  route,
  sourceLanguage: 'en',
  targetLanguage: 'es',
  via: route.includes('+') ? 'pt' : null,
  models: route.split('+').map(() => null),
  testSet: 'meetings',
  chrf2,
  p50Ms: 1,
  memoryMb: 1,
  ...over,
});

const ways = (pair: string, measured: readonly MeasuredRoute[] = [], edges: readonly Edge[] = EDGES): readonly string[] => {
  const [source = '', target = ''] = pair.split(' ');
  return routesBetween(edges, { source, target }, measured).map((route) =>
    route.via === null ? routeName(route) : `${routeName(route)} via ${route.via}`,
  );
};

describe('the ways from one language to another', () => {
  it('are the engine that has the pair, and those through one language between', () => {
    expect(ways('en pt')).toEqual(['bergamot', 'apertium+apertium via es']);
    expect(ways('en es')).toEqual(['apertium', 'bergamot+apertium via pt']);
  });

  it('take regions for their language, and go nowhere from a language to itself', () => {
    expect(ways('en-GB pt-BR')[0]).toBe('bergamot');
    expect(ways('en-GB en-US')).toEqual([]);
    expect(ways('en ja')).toEqual([]);
  });

  it('take what an engine has for the region that is asked for, else for none, and go each way once', () => {
    const regions = [edge('a', 'es-en'), { ...edge('a', 'es-en'), targetLanguage: 'en-US' }];
    const targetsTo = (target: string): readonly (readonly string[])[] =>
      routesBetween(regions, { source: 'es', target }, []).map(({ edges }) => edges.map(({ targetLanguage }) => targetLanguage));
    expect(targetsTo('en')).toEqual([['en']]);
    expect(targetsTo('en-US')).toEqual([['en-US']]);
    expect(targetsTo('en-GB')).toEqual([['en']]);
    const between = [{ ...edge('a', 'es-pt'), targetLanguage: 'pt-BR' }, edge('a', 'es-pt'), edge('b', 'pt-fr')];
    expect(routesBetween(between, { source: 'es', target: 'fr' }, []).map(({ edges }) => edges[0].targetLanguage)).toEqual(['pt']);
  });

  it('have the better score first, where both were measured on the same lines', () => {
    expect(ways('en es', [scored('apertium', 58.5), scored('bergamot+apertium', 65.8)])).toEqual(['bergamot+apertium via pt', 'apertium']);
    expect(ways('en es', [scored('apertium', 66), scored('bergamot+apertium', 65.8)])).toEqual(['apertium', 'bergamot+apertium via pt']);
  });

  it('go through another language only where that is worth it', () => {
    const direct = scored('apertium', 65);
    const order = (chrf2: number): readonly string[] => ways('en es', [direct, scored('bergamot+apertium', chrf2)]);
    expect(order(65 + LEAST_GAIN - 0.1)[0]).toBe('apertium');
    expect(order(65 + LEAST_GAIN + 0.1)[0]).toBe('bergamot+apertium via pt');
  });

  it('are not ranked by scores of different lines, of another pair, or through another language', () => {
    const order = ['apertium', 'bergamot+apertium via pt'];
    expect(ways('en es', [scored('apertium', 44), scored('bergamot+apertium', 66, { testSet: 'news' })])).toEqual(order);
    expect(ways('en es', [scored('apertium', 44), scored('bergamot+apertium', 66, { targetLanguage: 'pt' })])).toEqual(order);
    expect(ways('en es', [scored('apertium', 44), scored('bergamot+apertium', 66, { via: 'ca' })])).toEqual(order);
  });

  it('are not ranked by scores that another model got: then the order of the engines decides', () => {
    const measured = [scored('apertium', 58.5), scored('bergamot+apertium', 65.8, { models: ['en-pt', null] })];
    const withModel = (model: string): readonly Edge[] => [{ ...edge('bergamot', 'en-pt'), model }, ...EDGES.slice(1)];
    expect(ways('en es', measured, withModel('en-pt'))[0]).toBe('bergamot+apertium via pt');
    expect(ways('en es', measured, withModel('en-pt-2.0-base-memory'))[0]).toBe('apertium');
    expect(ways('en es', measured)[0]).toBe('apertium');
  });

  it('are ranked by what stands with a model, where it was measured on the same lines', () => {
    const own = (chrf2: number, testSet = 'meetings'): readonly Edge[] => [
      { ...edge('small', 'en-es'), model: 'en-es-1' },
      { ...edge('large', 'en-es'), model: 'en-es-2', measured: [{ testSet, chrf2, p50Ms: 90, memoryMb: 500 }] },
    ];
    const measured = [scored('small', 60, { models: ['en-es-1'] })];
    expect(ways('en es', measured, own(61))).toEqual(['large', 'small']);
    expect(ways('en es', measured, own(59))).toEqual(['small', 'large']);
    expect(ways('en es', measured, own(61, 'news'))).toEqual(['small', 'large']);
  });

  it('keep the place of one that was not measured', () => {
    const edges = [edge('service', 'en-es'), ...EDGES];
    expect(ways('en es', [scored('apertium', 58.5), scored('bergamot+apertium', 65.8)], edges)).toEqual([
      'service',
      'bergamot+apertium via pt',
      'apertium',
    ]);
  });

  it('are at most two edges long', () => {
    const chain = [edge('a', 'en-fr'), edge('a', 'fr-it'), edge('a', 'it-de')];
    expect(ways('en it', [], chain)).toEqual(['a+a via fr']);
    expect(ways('en de', [], chain)).toEqual([]);
  });
});
