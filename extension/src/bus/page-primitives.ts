// Page primitives: the built-ins that the bridge needs, taken at document_start: a page that replaces them later sees nothing of ours.

type PlainFunction = (...args: readonly unknown[]) => unknown;

/** None of these functions looks anything up that a page can have replaced since, on any prototype. */
export interface PagePrimitives {
  /** Of a CustomEvent; undefined for every other event. */
  readonly detailOf: (event: Event) => unknown;
  /** Dispatches a CustomEvent on the document. */
  readonly dispatch: (name: string, detail: string) => void;
  /** Dispatches an event on the document that carries an element from one world to the other. */
  readonly dispatchElement: (name: string, element: Element) => void;
  /** The element that such an event carries. */
  readonly elementOf: (event: Event) => unknown;
  readonly listen: (target: EventTarget, name: string, listener: (event: never) => void) => () => void;
  /** Data and first port of a message to the window. */
  readonly messageOf: (event: Event) => { readonly data: unknown; readonly port: unknown };
  /** Nobody who listens to this event after us hears it. */
  readonly stop: (event: Event) => void;
  /** Runs now, while `window.event` is an empty event of nobody's: what runs may call functions of the page. Faults go to the console. */
  readonly aside: (work: () => void) => void;
  readonly parse: (text: string) => unknown;
  /** JSON of what JSON.parse gives: without `toJSON`, which a page can put on every object. */
  readonly stringify: (value: unknown) => string;
  /** An own property; undefined for everything else. */
  readonly field: (value: unknown, name: string) => unknown;
}

/** Options of an event are read from an object without a prototype: a getter on the page's `Object.prototype` would be called on it. */
function bare<Fields extends object>(fields: Fields): Fields {
  return { __proto__: null, ...fields };
}

function takeStringify(): (value: unknown) => string {
  const { isArray } = Array;
  const { keys } = Object;
  const { stringify: quote } = JSON;
  const stringify = (value: unknown): string => {
    if (typeof value !== 'object' || value === null) return quote(value);
    let text = '';
    if (isArray(value)) {
      const items = value as readonly unknown[];
      for (let at = 0; at < items.length; at += 1) text += `${at === 0 ? '' : ','}${stringify(items[at] ?? null)}`;
      return `[${text}]`;
    }
    const names = keys(value);
    for (let at = 0; at < names.length; at += 1) {
      const name = names[at] ?? '';
      const given = (value as Record<string, unknown>)[name];
      if (given !== undefined) text += `${text === '' ? '' : ','}${quote(name)}:${stringify(given)}`;
    }
    return `{${text}}`;
  };
  return stringify;
}

/** Call at document_start. */
export function takePagePrimitives(document: Document): PagePrimitives {
  const { apply, get } = Reflect;
  const method = (prototype: object, name: string): PlainFunction => get(prototype, name) as PlainFunction;
  /** A platform that lacks the class, as Node does, never gives such an event. */
  const getter = (owner: string, name: string): PlainFunction => {
    const constructor = get(globalThis, owner) as { readonly prototype: object } | undefined;
    const descriptor = constructor === undefined ? undefined : Object.getOwnPropertyDescriptor(constructor.prototype, name);
    const found: unknown = descriptor === undefined ? undefined : get(descriptor, 'get');
    return typeof found === 'function' ? (found as PlainFunction) : () => undefined;
  };
  const add = method(EventTarget.prototype, 'addEventListener');
  const remove = method(EventTarget.prototype, 'removeEventListener');
  const dispatch = method(EventTarget.prototype, 'dispatchEvent');
  const stop = method(Event.prototype, 'stopImmediatePropagation');
  const { parse } = JSON;
  const { hasOwn } = Object;
  const PlainEvent = Event;
  const DetailEvent = CustomEvent;
  const ElementEvent = Reflect.get<typeof globalThis, 'MouseEvent'>(globalThis, 'MouseEvent');
  const detail = getter('CustomEvent', 'detail');
  const related = getter('MouseEvent', 'relatedTarget');
  const data = getter('MessageEvent', 'data');
  const ports = getter('MessageEvent', 'ports');
  /** The platform's getters refuse objects of other classes. */
  const read = (getOf: PlainFunction, event: Event): unknown => {
    try {
      return apply(getOf, event, []);
    } catch {
      return undefined;
    }
  };

  const first = bare({ capture: true });
  const apart = new EventTarget();
  let waiting: (() => void) | null = null;
  apply(add, apart, [
    'work',
    () => {
      const work = waiting;
      waiting = null;
      work?.();
    },
  ]);

  return {
    detailOf: (event) => read(detail, event),
    dispatch: (name, text) => void apply(dispatch, document, [new DetailEvent(name, bare({ detail: text }))]),
    dispatchElement: (name, element) => void apply(dispatch, document, [new ElementEvent(name, bare({ relatedTarget: element }))]),
    elementOf: (event) => read(related, event),
    listen: (target, name, listener) => {
      apply(add, target, [name, listener, first]);
      return () => void apply(remove, target, [name, listener, first]);
    },
    messageOf(event) {
      const given = read(ports, event) as readonly unknown[] | undefined;
      return { data: read(data, event), port: given === undefined ? undefined : given[0] };
    },
    stop: (event) => void apply(stop, event, []),
    aside(work) {
      waiting = work;
      apply(dispatch, apart, [new PlainEvent('work')]);
    },
    parse: (text) => parse(text) as unknown,
    stringify: takeStringify(),
    field: (value, name) =>
      typeof value === 'object' && value !== null && hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined,
  };
}
