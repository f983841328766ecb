// Native looks: overrides of the platform's methods and getters that pages cannot tell from the platform's own.

type Behaviour = (call: {
  /** The platform's own, with the same `this`. */
  readonly native: (...args: readonly unknown[]) => unknown;
  readonly self: unknown;
  readonly args: readonly unknown[];
}) => unknown;

export interface NativeLooks {
  /** Overrides a method of a prototype; does nothing where the platform has none. */
  method(prototype: object, name: string, behave: Behaviour): void;
  getter(prototype: object, name: string, behave: Behaviour): void;
}

type AnyFunction = (...args: readonly unknown[]) => unknown;

/**
 * Each override is a Proxy of the native function: its name, its length, its lack of a prototype and its refusal of `new` are the
 * native ones. `Function.prototype.toString` is overridden the same way, so that it prints the function behind the Proxy.
 */
export function takeNativeLooks(realm: { readonly Function: FunctionConstructor }): NativeLooks {
  const natives = new WeakMap<object, object>();
  const { apply, getOwnPropertyDescriptor, defineProperty } = Reflect;

  const disguise = (native: AnyFunction, behave: Behaviour): AnyFunction => {
    const proxy = new Proxy(native, {
      apply: (target, self: unknown, args: readonly unknown[]) => behave({ native: (...given) => apply(target, self, given), self, args }),
    });
    natives.set(proxy, native);
    return proxy;
  };

  const method: NativeLooks['method'] = (prototype, name, behave) => {
    const descriptor = getOwnPropertyDescriptor(prototype, name);
    const native: unknown = descriptor?.value;
    if (descriptor === undefined || typeof native !== 'function') return;
    defineProperty(prototype, name, { ...descriptor, value: disguise(native as AnyFunction, behave) });
  };

  const toString = Reflect.get(realm.Function.prototype, 'toString') as AnyFunction;
  method(realm.Function.prototype, 'toString', ({ self, args }) =>
    apply(toString, typeof self === 'function' ? (natives.get(self) ?? self) : self, args),
  );

  return {
    method,
    getter(prototype, name, behave) {
      const descriptor = getOwnPropertyDescriptor(prototype, name);
      if (descriptor?.get === undefined) return;
      defineProperty(prototype, name, { ...descriptor, get: disguise(descriptor.get as AnyFunction, behave) });
    },
  };
}
