import { createContext, runInContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { takeNativeLooks } from './native-looks.ts';

/** A realm of its own, so that the test's own functions keep their `toString`. */
function realm() {
  const context = createContext({});
  const inside = (code: string): unknown => runInContext(code, context) as unknown;
  const global = inside('globalThis') as { Function: FunctionConstructor; Array: ArrayConstructor; Map: MapConstructor };
  return { global, inside };
}

describe('overrides', () => {
  it('do what they are to do, with the native one at hand', () => {
    const { global, inside } = realm();
    const looks = takeNativeLooks(global);
    looks.method(global.Array.prototype, 'join', ({ native, args }) => `<${String(native(...args))}>`);
    looks.getter(global.Map.prototype, 'size', ({ native }) => (native() as number) + 100);
    expect(inside("[1, 2].join('-')")).toBe('<1-2>');
    expect(inside('new Map([[1, 1]]).size')).toBe(101);
  });

  it('look native to whoever asks', () => {
    const { global, inside } = realm();
    const probe = `(() => {
      const join = Array.prototype.join;
      const size = Object.getOwnPropertyDescriptor(Map.prototype, 'size').get;
      const failure = (act) => { try { act(); return null; } catch (thrown) { return thrown.constructor.name; } };
      return JSON.stringify([
        String(join), Function.prototype.toString.call(join), Function.prototype.toString.call(size), String(Function.prototype.toString),
        join.name, join.length, 'prototype' in join, size.name,
        failure(() => new join()), failure(() => size.call({})), failure(() => Function.prototype.toString.call({})),
        Object.getOwnPropertyDescriptor(Array.prototype, 'join').enumerable, Object.getOwnPropertyNames(join),
      ]);
    })()`;
    const before = inside(probe);
    const looks = takeNativeLooks(global);
    looks.method(global.Array.prototype, 'join', ({ native, args }) => native(...args));
    looks.getter(global.Map.prototype, 'size', ({ native }) => native());
    expect(inside(probe)).toBe(before);
  });

  it('leave alone what the platform does not have', () => {
    const { global } = realm();
    const looks = takeNativeLooks(global);
    looks.method(global.Array.prototype, 'nothing', () => 1);
    looks.getter(global.Array.prototype, 'nothing', () => 1);
    expect('nothing' in global.Array.prototype).toBe(false);
  });
});
