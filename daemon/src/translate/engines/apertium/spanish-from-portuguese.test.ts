// What Apertium's Spanish out of Portuguese always gets wrong, mended; and what it may have got right, left alone.
import { describe, expect, it } from 'vitest';
import { mendFromPortuguese } from './spanish-from-portuguese.ts';

const UNKNOWN: ReadonlySet<string> = new Set(['surto', 'pato', 'cepa', 'informação', 'opções', 'plumagem', 'utilidade', 'vinho']);

describe('Spanish out of Portuguese', () => {
  it.each([
    ['Afirmó que lo surto fue grande.', 'Afirmou que o surto foi grande.', 'Afirmó que el surto fue grande.'],
    ['Había uno pato.', 'Havia um pato.', 'Había un pato.'],
    ['A cepa fue confirmada.', 'A cepa foi confirmada.', 'La cepa fue confirmada.'],
    ['Son más fríos del que la superficie.', 'São mais frios do que a superfície.', 'Son más fríos que la superficie.'],
    ['Gastamos más del que habíamos planeado.', 'Gastamos mais do que tínhamos planejado.', 'Gastamos más de lo que habíamos planeado.'],
    ['En el leíste de Francia', 'No leste da França', 'En el este de Francia'],
    ['Después que llegó', 'Depois que chegou', 'Después de que llegó'],
    ['Las tropas de los EUA', 'As tropas dos EUA', 'Las tropas de los EE.UU.'],
    ['La informação y las opções', 'A informação e as opções', 'La información y las opciones'],
    ['Lo 1lo, 2lo y 3el ítem.', 'O 1o, 2o e 3o item.', 'El 1.º, 2.º y 3.º ítem.'],
    ['Vamos pela 1la vez, en el 21el piso.', 'Vamos pela 1a vez, no 21o andar.', 'Vamos por la 1.ª vez, en el 21.º piso.'],
    ['Uno 1el paso, al 2lo y a la 2a', 'Um 1o passo, ao 2o e à 2a', 'Un 1.º paso, al 2.º y a la 2.ª'],
    ['La plumagem, la utilidade y el vinho', 'A plumagem, a utilidade e o vinho', 'La plumaje, la utilidad y el viño'],
  ])('%j for %j is %j', (text, source, mended) => {
    expect(mendFromPortuguese(text, source, UNKNOWN)).toBe(mended);
    expect(mendFromPortuguese(mended, source, UNKNOWN)).toBe(mended);
  });

  it.each([
    ['Lo vi, y lo que vi es lo mejor.', 'Vi-o, e o que vi é o melhor.'],
    ['La sala 1a, la 802.11a y 12:1a', 'A sala 1A, a 802.11a e 12:1a'],
    ['Lo ama, uno solo.', 'Ele o ama, um só.'],
    ['Uno de ellos, y uno nuevo.', 'Um deles, e um novo.'],
    ['A partir de mañana', 'A partir de amanhã'],
    ['A Anna le gusta.', 'Anna gosta.'],
    ['Es el libro del que hablo.', 'É o livro de que falo.'],
    ['São Paulo y Conceição', 'São Paulo e Conceição'],
    ['El año y la casa', 'O ano e a casa'],
  ])('%j for %j stays as it is', (text, source) => {
    expect(mendFromPortuguese(text, source, UNKNOWN)).toBe(text);
  });

  it('takes no time for a long word', () => {
    const startedAtMs = performance.now();
    mendFromPortuguese('o'.repeat(10_000), 'o'.repeat(10_000), UNKNOWN);
    mendFromPortuguese('lo ção '.repeat(1_400), 'o ção '.repeat(1_600), UNKNOWN);
    expect(performance.now() - startedAtMs).toBeLessThan(1_000);
  });
});
