// A page that spies: replaces every built-in of its world, once its scripts may run, and looks for secrets in whatever passes through them.

/** Under `window.spied`. */
export interface Spied {
  /** Built-ins that were replaced. */
  readonly replaced: number;
  /** Those that were called since. */
  readonly called: Readonly<Record<string, number>>;
  /** Where a needle was seen, by the built-in's name. */
  readonly leaks: Readonly<Record<string, string>>;
  readonly inspect: (name: string, what: readonly unknown[]) => void;
  readonly places: readonly SpiedPlace[];
}

/** A built-in, where it stands and with what it is replaced; `spying` is null where it can't be. */
interface SpiedPlace {
  readonly owner: object;
  readonly key: string | symbol;
  readonly name: string;
  readonly descriptor: PropertyDescriptor;
  spying: PropertyDescriptor | null;
}

declare global {
  interface Window {
    spied: Spied;
  }
}

/** For `page.evaluate`, with what no built-in may get to see: self-contained, and without any built-in that is looked up after the first replacement. */
export function spyOnEverything(needles: readonly string[]): void {
  const { apply, construct, defineProperty, getOwnPropertyDescriptor, ownKeys, getPrototypeOf } = Reflect;
  const PlainProxy = Proxy;
  const method = (owner: object, name: string) => Reflect.get(owner, name) as (...args: readonly unknown[]) => unknown;
  const viewTest = method(ArrayBuffer, 'isView');
  const isView = (value: unknown): boolean => apply(viewTest, ArrayBuffer, [value]) === true;
  const includes = method(String.prototype, 'includes');
  const forEachEntry = method(Map.prototype, 'forEach');
  const forEachValue = method(Set.prototype, 'forEach');
  const getterOf = (owner: object, name: string) => getOwnPropertyDescriptor(owner, name)?.get ?? (() => undefined);
  const eventOfWindow = getterOf(window, 'event');
  const detailOf = getterOf(CustomEvent.prototype, 'detail');
  const dataOf = getterOf(MessageEvent.prototype, 'data');
  const fromSymbol = method(Symbol.prototype, 'toString');

  const bare = <T extends object>(given: T): T => ({ __proto__: null, ...given });
  const called: Record<string, number> = bare({});
  const leaks: Record<string, string> = bare({});
  let replaced = 0;
  let busy = false;
  let left = 0;

  const ask = (getter: unknown, self: unknown): unknown => {
    try {
      return apply(getter as () => unknown, self, []);
    } catch {
      return undefined;
    }
  };

  /** Whether a needle is in it, as deep as a page would look. */
  const holds = (value: unknown, depth: number): boolean => {
    left -= 1;
    if (left < 0) return false;
    if (typeof value === 'string') {
      for (let at = 0; at < needles.length; at += 1) if (apply(includes, value, [needles[at]])) return true;
      return false;
    }
    if (typeof value !== 'object' || value === null || depth === 0 || value === window || value === document || isView(value)) return false;
    if (holds(ask(detailOf, value), depth - 1) || holds(ask(dataOf, value), depth - 1)) return true;
    let found = false;
    const look = (one: unknown, key?: unknown): void => {
      found ||= holds(one, depth - 1) || holds(key, depth - 1);
    };
    try {
      apply(forEachEntry, value, [look]);
    } catch {
      // No Map.
    }
    try {
      apply(forEachValue, value, [look]);
    } catch {
      // No Set.
    }
    if (found) return true;
    const keys = ownKeys(value);
    for (let at = 0; at < keys.length && at < 60; at += 1) {
      const key = keys[at];
      if (key === undefined) continue;
      if (typeof key === 'string' && holds(key, 0)) return true;
      const own = getOwnPropertyDescriptor(value, key);
      if (own !== undefined && holds(own.value, depth - 1)) return true;
    }
    return false;
  };

  const inspect = (name: string, what: readonly unknown[]): void => {
    if (busy) return;
    busy = true;
    try {
      called[name] = (called[name] ?? 0) + 1;
      left = 400;
      const current = ask(eventOfWindow, window);
      for (let at = 0; at < what.length; at += 1) if (holds(what[at], 4)) leaks[name] ??= 'what passed through it';
      if (holds(current, 3)) leaks[name] ??= 'window.event';
    } catch {
      // Of something that can't be looked at: a revoked Proxy, a foreign window.
    } finally {
      busy = false;
    }
  };

  const spyOf = (name: string, original: object): object => {
    replaced += 1;
    return new PlainProxy(original, {
      __proto__: null,
      apply(target: (...args: readonly unknown[]) => unknown, self: unknown, args: readonly unknown[]) {
        inspect(name, [self, args]);
        const result = apply(target, self, args);
        inspect(name, [result]);
        return result;
      },
      construct(target: new (...args: readonly unknown[]) => object, args: readonly unknown[], newTarget: object) {
        inspect(name, [args]);
        const result: object = construct(target, args, newTarget as never);
        inspect(name, [result]);
        return result;
      },
    } as never);
  };

  // All are found before the first is replaced.
  const places: SpiedPlace[] = [];
  const seen = new Set<unknown>();
  const walk = (owner: object, path: string, depth: number): void => {
    if (seen.has(owner) || depth > 4) return;
    seen.add(owner);
    for (const key of ownKeys(owner)) {
      const descriptor = getOwnPropertyDescriptor(owner, key);
      if (descriptor === undefined) continue;
      const name = `${path}.${typeof key === 'symbol' ? String(apply(fromSymbol, key, [])) : key}`;
      // A class leads back from its prototype, and must stay the class of what the platform makes.
      if (key !== 'constructor' && key !== 'prototype') places.push({ owner, key, name, descriptor, spying: null });
      for (const inner of [descriptor.value, key === 'constructor' ? null : descriptor.get]) {
        const isOwner = (typeof inner === 'object' && inner !== null) || typeof inner === 'function';
        if (isOwner && inner !== document && inner !== window.top && key !== 'loopback') walk(inner as object, name, depth + 1);
      }
    }
    const up = getPrototypeOf(owner);
    if (up !== null) walk(up, `${path}.__proto__`, depth);
  };
  walk(window, 'window', 0);
  // What no global leads to.
  const iterators = { array: [][Symbol.iterator](), map: new Map()[Symbol.iterator](), set: new Set()[Symbol.iterator]() };
  for (const [name, iterator] of Object.entries({ ...iterators, string: ''[Symbol.iterator](), match: ''.matchAll(/x/gu) })) {
    walk(getPrototypeOf(iterator) as object, `${name} iterator`, 0);
  }

  for (let at = 0; at < places.length; at += 1) {
    const place = places[at];
    if (place === undefined) continue;
    const { owner, key, name, descriptor } = place;
    const { value, get, set } = descriptor as { value?: unknown; get?: object; set?: object };
    try {
      if (typeof value === 'function') {
        if (descriptor.configurable === true || descriptor.writable === true) {
          place.spying = bare({ ...descriptor, value: spyOf(name, value) });
        }
      } else if (get !== undefined && descriptor.configurable === true) {
        const spies = { get: spyOf(`get ${name}`, get), set: set === undefined ? undefined : spyOf(`set ${name}`, set) };
        place.spying = bare({ ...descriptor, ...spies }) as PropertyDescriptor;
      }
      if (place.spying !== null) defineProperty(owner, key, place.spying);
    } catch {
      // The platform refuses.
      place.spying = null;
    }
  }
  defineProperty(window, 'spied', bare({ value: bare({ replaced, called, leaks, inspect, places }), configurable: true }));
}

/** For `page.evaluate`, after `spyOnEverything`: a getter and a setter on `Object.prototype` for each of these names. */
export function spyOnProperties(names: readonly string[]): void {
  const { defineProperty } = Reflect;
  const { inspect } = window.spied;
  for (const name of names) {
    if (Object.hasOwn(Object.prototype, name)) continue;
    defineProperty(Object.prototype, name, {
      __proto__: null,
      configurable: true,
      enumerable: false,
      get(this: unknown) {
        inspect(`get Object.prototype.${name}`, [this]);
        return undefined;
      },
      set(this: object, value: unknown) {
        inspect(`set Object.prototype.${name}`, [this, value]);
        const own = { __proto__: null, value, writable: true, enumerable: true, configurable: true } as PropertyDescriptor;
        defineProperty(this, name, own);
      },
    } as PropertyDescriptor);
  }
}

/** Under `window.spiedInTurn`. */
export interface SpiedInTurn {
  /** Of the built-ins that were replaced, each alone and for a while; it grows. */
  readonly done: readonly string[];
  /** How many there are to replace. */
  readonly total: number;
}

declare global {
  interface Window {
    spiedInTurn: SpiedInTurn;
  }
}

/**
 * For `page.evaluate`, after `spyOnEverything`, once those built-ins have been called that are to be looked at: gives the page all of its own back, then
 * replaces each of those that were called, alone, for so many milliseconds. `lies`: it gives its first argument in place of its result.
 */
export function spyInTurn(turnMs: number, lies: boolean): void {
  const { apply, defineProperty } = Reflect;
  const setTimer = window.setTimeout;
  const { called, places } = window.spied;
  const turns = places.filter(({ name, spying }) => spying !== null && (called[name] ?? called[`get ${name}`]) !== undefined);
  for (const { owner, key, descriptor, spying } of places) if (spying !== null) defineProperty(owner, key, descriptor);
  const done: string[] = [];

  const liar = (spy: object): object =>
    new Proxy(spy, {
      apply(target, self, args: readonly unknown[]) {
        apply(target as () => unknown, self, args);
        return args[0];
      },
    });

  const take = (at: number): void => {
    const turn = turns[at];
    if (turn === undefined) return;
    const { owner, key, name, descriptor, spying } = turn;
    const { value, get } = (spying ?? {}) as { readonly value?: object; readonly get?: object };
    const lying = { ...spying, ...(value === undefined ? { get: liar(get ?? {}) } : { value: liar(value) }) };
    defineProperty(owner, key, ((lies ? lying : spying) ?? descriptor) as PropertyDescriptor);
    const end = (): void => {
      defineProperty(owner, key, descriptor);
      done[done.length] = name;
      take(at + 1);
    };
    apply(setTimer, window, [end, turnMs]);
  };
  defineProperty(window, 'spiedInTurn', { value: { done, total: turns.length }, configurable: true });
  take(0);
}
