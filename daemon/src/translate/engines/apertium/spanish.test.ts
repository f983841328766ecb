// What Apertium's Spanish out of English always gets wrong, mended; and what it may have got right, left alone.
import { describe, expect, it } from 'vitest';
import { mendSpanish } from './spanish.ts';

describe('Spanish out of English', () => {
  it.each([
    ['La persona quién lo escribió', 'The person who wrote it', 'La persona que lo escribió'],
    ['Anna, a quién conozco', 'Anna, whom I met', 'Anna, a quien conozco'],
    ['Empieza cuándo está', 'It starts when it is there', 'Empieza cuando está'],
    ['Cuándo está, decirme cuándo.', 'When it is there, tell me when.', 'Cuando está, decirme cuándo.'],
    ['El informe, el cual es tarde', 'The report, which is late', 'El informe, que es tarde'],
    ['La reunión estuvo anulada.', 'The meeting was cancelled.', 'La reunión fue anulada.'],
    ['Estuvieron vistos por Anna.', 'They were watched by Anna.', 'Fueron vistos por Anna.'],
    [
      'Trabajo encima el tema encima muchas ocasiones',
      'I work on the topic on many occasions',
      'Trabajo encima el tema en muchas ocasiones',
    ],
    ['Obra encima lo.', 'She works on it.', 'Trabaja en eso.'],
    ['Ha obrado. La obra.', 'She has worked. The work.', 'Ha trabajado. La obra.'],
    ['Aquello es mío.', 'That is mine.', 'Eso es mío.'],
    ['Complacer enviarme el enlace.', 'Please send me the link.', 'Por favor, enviarme el enlace.'],
    ['¿Podría te complacer abrir?', 'Could you please open it?', '¿Podría por favor abrir?'],
    ['Losiento, el otros dos más minutos', 'I’m sorry, the others two more minutes', 'Lo siento, los otros dos minutos más'],
    ['En el 1970s', 'In the 1970s', 'En los años 1970'],
  ])('%j for %j is %j', (text, source, mended) => {
    expect(mendSpanish(text, source)).toBe(mended);
    expect(mendSpanish(mended, source)).toBe(mended);
  });

  it.each([
    ['No sé quién es, ni cuándo.', 'I don’t know who it is, nor when.'],
    ['¿Quién es?', 'Who is it?'],
    ['La tienda estuvo cerrada.', 'The shop was closed.'],
    ['Está por encima de la casa.', 'It is above the house.'],
    ['Sus obras, una obra, el cobro.', 'Her works, a work, the charge.'],
    ['Me gusta complacer.', 'I like pleasing people.'],
    ['1,500 y 2.500 y 1,50', '1,500 and 2.500 and 1,50'],
  ])('%j for %j stays as it is', (text, source) => {
    expect(mendSpanish(text, source)).toBe(text);
  });

  it('takes no time for a long word', () => {
    const startedAtMs = performance.now();
    mendSpanish('o'.repeat(10_000), 'o'.repeat(10_000));
    mendSpanish('a '.repeat(5_000), 'was '.repeat(2_500));
    expect(performance.now() - startedAtMs).toBeLessThan(1_000);
  });
});
