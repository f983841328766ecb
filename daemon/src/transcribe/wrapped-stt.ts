// A recogniser -> one around it, or two of them as one: what each says of itself is handed on.
import type { Stt } from '@subcam/shared';

/** How requests are answered in place of the inner engine. */
export type SttWrapping = (inner: Stt) => Stt['transcribe'];

const asItIs: SttWrapping = (inner) => (request, signal) => inner.transcribe(request, signal);

/** What a recogniser says of itself for as long as it is open. */
type Told = Omit<Stt, 'info' | 'transcribe' | 'partials' | 'close'>;

/** Each property has to be named here: one that is new can't be forgotten. */
function toldOf({ languages, isRepeatable, atOnce, weighsLanguages, partialShare, readsAhead, prepareFinal, astray, problem }: Stt): Told {
  const told: { readonly [Key in keyof Required<Told>]: Told[Key] | undefined } = {
    languages,
    isRepeatable,
    atOnce,
    weighsLanguages,
    partialShare,
    readsAhead,
    prepareFinal,
    astray,
    problem,
  };
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined));
}

/** Says of itself what `stt` says whenever it is asked. */
function around(
  stt: Stt,
  { transcribe, partials, close }: Pick<Stt, 'transcribe' | 'close'> & { readonly partials: Stt | undefined },
): Stt {
  return {
    get info() {
      return stt.info;
    },
    ...toldOf(stt),
    ...(partials === undefined ? {} : { partials }),
    transcribe,
    close,
  };
}

/** A recogniser around another one, and around its `partials`. `partials`: how those are wrapped; left out: in the same way. */
export function wrappedStt(stt: Stt, wrapping: SttWrapping, { partials = wrapping }: { readonly partials?: SttWrapping } = {}): Stt {
  const inner = stt.partials === undefined ? undefined : wrappedStt(stt.partials, partials);
  return around(stt, { transcribe: wrapping(stt), partials: inner, close: () => stt.close() });
}

/** Two engines as one: `partials` reads what is still being said, `finals` each segment once. Closes both. */
export function atTwoSpeeds(finals: Stt, partials: Stt): Stt {
  const close = async (): Promise<void> => {
    await Promise.all([finals.close(), partials.close()]);
  };
  return around(finals, { transcribe: asItIs(finals), partials, close });
}

/** The same recogniser, which reads what is still being said itself. */
export function atOneSpeed(stt: Stt): Stt {
  return stt.partials === undefined ? stt : around(stt, { transcribe: asItIs(stt), partials: undefined, close: () => stt.close() });
}
