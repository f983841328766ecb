// What was found out of each translator -> the order in which they are asked, and why. Pure.

/** What a translator runs on: its service says it, or it is this machine. */
export interface Examined {
  /** An engine of this machine, not a service. */
  readonly isOwn: boolean;
  /** In the service's own words: `cuda:0`; null: it does not say. */
  readonly device: string | null;
  /** How long it took for a sentence, ms; null: it was not tried. */
  readonly tookMs: number | null;
}

export interface Placed<Item> {
  readonly item: Item;
  /** For people: `on a GPU (cuda:0), a sentence in 42 ms`. */
  readonly why: string;
}

const CPU = /\bcpu\b/iu;
const GPU = /cuda|gpu|nvidia|tensorrt|rocm|\bhip\b|\bmps\b|metal|\bxpu\b|vulkan/iu;

/** null: the words say neither. */
export function runsOnGpu(device: string): boolean | null {
  if (CPU.test(device)) return false;
  return GPU.test(device) ? true : null;
}

/** Lower is asked first. */
const RANKS = { gpu: 0, quick: 1, own: 2, slow: 3 } as const;

function place({ isOwn, device, tookMs }: Examined, quickMs: number): { readonly rank: keyof typeof RANKS; readonly why: string } {
  if (isOwn) return { rank: 'own', why: 'on this machine' };
  const pace = tookMs === null ? [] : [`a sentence in ${Math.round(tookMs)} ms`];
  const onGpu = device === null ? null : runsOnGpu(device);
  const on = device === null ? [] : [onGpu === true ? `on a GPU (${device})` : `on ${device}`];
  if (onGpu === true) return { rank: 'gpu', why: [...on, ...pace].join(', ') };
  if (onGpu === null && tookMs !== null && tookMs <= quickMs) return { rank: 'quick', why: [...on, ...pace].join(', ') };
  return { rank: 'slow', why: [...on, ...pace, 'so that the engines of this machine go before it'].join(', ') };
}

/**
 * Services on a GPU first, then those that don't say on what they run and are quick, the engines of this machine in their order, and services that run
 * on a processor or are slow. Of several services of one kind the quicker one goes first. `quickMs`: up to which a sentence is quick.
 */
export function chooseOrder<Item extends Examined>(items: readonly Item[], quickMs: number): readonly Placed<Item>[] {
  return items
    .map((item) => ({ item, ...place(item, quickMs) }))
    .toSorted((a, b) => RANKS[a.rank] - RANKS[b.rank] || (a.rank === 'own' ? 0 : (a.item.tookMs ?? 0) - (b.item.tookMs ?? 0)))
    .map(({ item, why }) => ({ item, why }));
}
