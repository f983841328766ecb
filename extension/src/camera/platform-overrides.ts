// Platform overrides: replaced methods and accessors of the platform that a page cannot tell from the native ones.

export interface Call {
  /** The platform's own, with the same `this`. */
  readonly native: (...args: readonly unknown[]) => unknown;
  readonly self: unknown;
  readonly args: readonly unknown[];
}

type Behaviour = (call: Call) => unknown;

export interface PlatformOverrides {
  /** Overrides a method of a prototype; does nothing where the platform has none. */
  method(prototype: object, name: string, behave: Behaviour): void;
  getter(prototype: object, name: string, behave: Behaviour): void;
  setter(prototype: object, name: string, behave: Behaviour): void;
  /**
   * One value for all frames of this origin on the page, made by the first that asks: an object of one frame is understood by
   * the methods of another, as the platform's are.
   */
  shared<Value extends object>(name: string, make: () => Value): Value;
}

type AnyFunction = (...args: readonly unknown[]) => unknown;

/** What the overrides of all frames of one origin share. */
interface SharedState {
  /** Override -> the native function behind it. */
  readonly natives: WeakMap<object, object>;
  readonly values: Map<string, object>;
}

/**
 * The argument to which a frame's overridden `Function.prototype.toString` answers with the shared state. A new frame asks an older one so;
 * a global variable would be seen by the page.
 */
const SHARED_STATE_KEY = Symbol.for('subcam');

interface Place {
  readonly prototype: object;
  readonly name: string;
  readonly part: 'value' | 'get' | 'set';
}

export interface Realm {
  readonly Function: FunctionConstructor;
}

/** null where that frame has no overrides, or there is none. */
function sharedStateOf(frame: Realm | null): SharedState | null {
  if (frame === null) return null;
  const toString = Reflect.get(frame.Function.prototype, 'toString') as AnyFunction;
  const answer = Reflect.apply(toString, frame.Function, [SHARED_STATE_KEY]);
  return typeof answer === 'object' ? (answer as SharedState | null) : null;
}

/**
 * Each override is a Proxy of the native function: its name, its length, its lack of a prototype and its refusal of `new` are the
 * native ones. `Function.prototype.toString` is overridden the same way, so that it prints the function behind the Proxy, whichever
 * frame it comes from. `olderFrame`: a frame of the same origin that was there before this one, the page's own as a rule.
 */
export function openPlatformOverrides(realm: Realm, olderFrame: Realm | null = null): PlatformOverrides {
  const sharedState = sharedStateOf(olderFrame) ?? { natives: new WeakMap<object, object>(), values: new Map<string, object>() };
  const { natives, values } = sharedState;
  const { apply, getOwnPropertyDescriptor, defineProperty, setPrototypeOf } = Reflect;

  const disguise = (native: AnyFunction, behave: Behaviour): AnyFunction => {
    const proxy: AnyFunction = new Proxy(native, {
      apply: (target, self: unknown, args: readonly unknown[]) => behave({ native: (...given) => apply(target, self, given), self, args }),
      // To itself, a function refuses it.
      setPrototypeOf: (target, prototype) => setPrototypeOf(target, prototype === proxy ? target : prototype),
    });
    natives.set(proxy, native);
    return proxy;
  };

  const override = ({ prototype, name, part }: Place, behave: Behaviour): void => {
    const descriptor = getOwnPropertyDescriptor(prototype, name);
    const native: unknown = descriptor?.[part];
    if (descriptor === undefined || typeof native !== 'function') return;
    defineProperty(prototype, name, { ...descriptor, [part]: disguise(native as AnyFunction, behave) });
  };

  const toString = Reflect.get(realm.Function.prototype, 'toString') as AnyFunction;
  override({ prototype: realm.Function.prototype, name: 'toString', part: 'value' }, ({ self, args }) =>
    args[0] === SHARED_STATE_KEY ? sharedState : apply(toString, typeof self === 'function' ? (natives.get(self) ?? self) : self, args),
  );

  return {
    method: (prototype, name, behave) => override({ prototype, name, part: 'value' }, behave),
    getter: (prototype, name, behave) => override({ prototype, name, part: 'get' }, behave),
    setter: (prototype, name, behave) => override({ prototype, name, part: 'set' }, behave),
    shared<Value extends object>(name: string, make: () => Value): Value {
      const known = values.get(name) as Value | undefined;
      if (known !== undefined) return known;
      const made = make();
      values.set(name, made);
      return made;
    },
  };
}
