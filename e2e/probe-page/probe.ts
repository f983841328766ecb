// A probe: something that a page can do with a camera, and the facts that come of it, the same for every natural one.

/** The camera that is looked at, as the page's own list has it. */
export interface Subject {
  readonly info: InputDeviceInfo;
  /** Asks for this very camera, with more wishes. */
  readonly ask: (wishes?: MediaTrackConstraints) => Promise<MediaStreamTrack>;
}

export interface Probe {
  /** A sentence that holds of a natural camera. */
  readonly name: string;
  /**
   * JSON of what was seen: the same for every camera, so ids and names are put in words, and sizes are those that every camera
   * has. What a page would see as an exception is a fact too.
   */
  readonly run: (subject: Subject) => Promise<unknown>;
  /** Asks for a camera without naming one: says something of the camera that then answers, and nothing of the others. */
  readonly anyCamera?: true;
}

/** The outcome of an attempt, or the exception as a page sees it. */
export async function outcome(attempt: () => unknown): Promise<unknown> {
  try {
    return await attempt();
  } catch (thrown) {
    return failure(thrown);
  }
}

/** Name, class, message and the constraint that was not met; of whichever frame. */
export function failure(thrown: unknown): unknown {
  if (typeof thrown !== 'object' || thrown === null) return { thrownValue: String(thrown) };
  const { name, message, constraint } = thrown as { readonly name?: unknown; readonly message?: unknown; readonly constraint?: unknown };
  return { thrown: name, message, class: classOf(thrown), ...(constraint === undefined ? {} : { constraint }) };
}

/** As `Object.prototype.toString` and the constructor's name have it. */
export function classOf(value: object): readonly string[] {
  return [Object.prototype.toString.call(value), value.constructor.name];
}

/** Calls a method of one object, or a prototype, on another. */
export function callOn(self: unknown, [owner, name]: readonly [owner: object, name: string], args: readonly unknown[] = []): unknown {
  const method: unknown = Reflect.get(owner, name);
  if (typeof method !== 'function') throw new Error(`There is no ${name}.`);
  return Reflect.apply(method, self, args);
}

/** For records whose values differ from camera to camera: each key with what kind of value it has. */
export function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]));
  return typeof value;
}

/** Without what some cameras have and others lack: lamps and lenses that a page can move. */
export function withoutLens(given: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(given).filter(([name]) => !/^(exposure|focus)/.test(name)));
}

export function only<Item>(items: readonly Item[]): Item {
  const [item] = items;
  if (item === undefined || items.length !== 1) throw new Error(`${items.length} instead of one`);
  return item;
}

/** Resolves at the first such event, or after `mostMs` with null. */
export function eventOf(target: EventTarget, type: string, mostMs: number): Promise<Event | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), mostMs);
    target.addEventListener(
      type,
      (event) => {
        clearTimeout(timer);
        resolve(event);
      },
      { once: true },
    );
  });
}

/** Long enough for an event that is queued at once to have come. */
export const SOON_MS = 300;
