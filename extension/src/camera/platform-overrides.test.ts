import { createContext, runInContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { openPlatformOverrides } from './platform-overrides.ts';

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
    const overrides = openPlatformOverrides(global);
    overrides.method(global.Array.prototype, 'join', ({ native, args }) => `<${String(native(...args))}>`);
    overrides.getter(global.Map.prototype, 'size', ({ native }) => (native() as number) + 100);
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
    const overrides = openPlatformOverrides(global);
    overrides.method(global.Array.prototype, 'join', ({ native, args }) => native(...args));
    overrides.getter(global.Map.prototype, 'size', ({ native }) => native());
    expect(inside(probe)).toBe(before);
  });

  it('leave alone what the platform does not have', () => {
    const { global } = realm();
    const overrides = openPlatformOverrides(global);
    overrides.method(global.Array.prototype, 'nothing', () => 1);
    overrides.getter(global.Array.prototype, 'nothing', () => 1);
    expect('nothing' in global.Array.prototype).toBe(false);
  });

  it('refuse themselves as a prototype, as functions do, and take another', () => {
    const { global, inside } = realm();
    openPlatformOverrides(global).method(global.Array.prototype, 'join', ({ native, args }) => native(...args));
    expect(inside('Reflect.setPrototypeOf(Array.prototype.join, Array.prototype.join)')).toBe(false);
    expect(inside('Array.prototype.join instanceof Function')).toBe(true);
    expect(inside('Reflect.setPrototypeOf(Array.prototype.join, null)')).toBe(true);
  });

  it('can be of setters alone', () => {
    const { global, inside } = realm();
    inside('globalThis.Box = class { #v = 0; get v() { return this.#v; } set v(given) { this.#v = given; } }; globalThis.box = new Box()');
    const box = (global as unknown as { Box: { prototype: object } }).Box.prototype;
    openPlatformOverrides(global).setter(box, 'v', ({ native, args }) => native((args[0] as number) * 2));
    expect(inside('box.v = 4; box.v')).toBe(8);
  });
});

describe('frames of one origin', () => {
  it('see one another’s overrides as native, whoever asks', () => {
    const [page, frame] = [realm(), realm()];
    const overrides = openPlatformOverrides(page.global);
    overrides.method(page.global.Array.prototype, 'join', ({ native, args }) => native(...args));
    openPlatformOverrides(frame.global, page.global).method(frame.global.Array.prototype, 'pop', ({ native }) => native());
    Object.assign(frame.global, {
      pageJoin: page.inside('Array.prototype.join'),
      pageToString: page.inside('Function.prototype.toString'),
    });
    Object.assign(page.global, { framePop: frame.inside('Array.prototype.pop') });
    expect(frame.inside('Function.prototype.toString.call(pageJoin)')).toBe('function join() { [native code] }');
    expect(frame.inside('Function.prototype.toString.call(pageToString)')).toBe('function toString() { [native code] }');
    expect(page.inside('Function.prototype.toString.call(framePop)')).toBe('function pop() { [native code] }');
  });

  it('share what the first of them made, and share nothing with strangers', () => {
    const [page, frame, stranger] = [realm(), realm(), realm()];
    const made = openPlatformOverrides(page.global).shared('camera', () => ({ name: 'first' }));
    const again = (): { name: string } => ({ name: 'second' });
    expect(openPlatformOverrides(frame.global, page.global).shared('camera', again)).toBe(made);
    expect(openPlatformOverrides(stranger.global).shared('camera', again)).toEqual({ name: 'second' });
  });

  it('get along with a page that has not been overridden, or tells nothing', () => {
    const [page, frame] = [realm(), realm()];
    expect(openPlatformOverrides(frame.global, page.global).shared('camera', () => ({ own: true }))).toEqual({ own: true });
  });
});
