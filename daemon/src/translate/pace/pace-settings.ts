// The settings of every translator that is a service: how much it is asked at once, how much may wait for it, and when it is too slow for half sentences.
import type { ServicePace } from '@subcam/shared';
import * as z from 'zod';

/** Keys for the `settings` of an engine's description. `title` as in `serviceSettings`. */
export function paceSettings(title: string) {
  return {
    maxAtOnce: z
      .int()
      .min(1)
      .max(256)
      .default(8)
      .meta({ description: `Texts that the ${title} is given at once, at most; fewer while more of them only make its answers later` }),
    maxWaiting: z
      .int()
      .min(2)
      .max(10_000)
      .default(200)
      .meta({
        description: `Texts that may wait for the ${title}, half of them of one client; for another one the next translator is asked`,
      }),
    maxPauseMs: z
      .int()
      .min(0)
      .max(60_000)
      .default(2_000)
      .meta({
        description: `Milliseconds at most that the ${title} is left alone after it was overloaded and did not say for how long`,
      }),
    partialsUpToMs: z
      .int()
      .min(0)
      .max(60_000)
      .nullable()
      .default(null)
      .meta({
        description: `Milliseconds that the ${title} may take for a translation; a slower one translates finals only; null: translator.partials.everyThirdWordUpToMs`,
      }),
  };
}

/** The pace in settings that have the keys of `paceSettings`. */
export function paceOf({ maxAtOnce, maxWaiting, maxPauseMs, partialsUpToMs }: ServicePace): ServicePace {
  return { maxAtOnce, maxWaiting, maxPauseMs, partialsUpToMs };
}
