// Prometheus' text format -> samples that can be summed, subtracted and read as histograms.

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

type Labels = Readonly<Record<string, string>>;

/** What a histogram of seconds tells, in ms; the percentiles are taken to lie evenly within their bucket. */
export interface Timed {
  readonly n: number;
  /** null where nothing was measured. */
  readonly meanMs: number | null;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
}

export interface MetricSamples {
  /** The sum of all samples of this name with these labels; 0 where there are none. */
  sum(name: string, labels?: Labels): number;
  /** The values that a label of this name has. */
  valuesOf(name: string, label: string): readonly string[];
  /** The histogram `name` of these labels. */
  timed(name: string, labels?: Labels): Timed;
  /** What came since `before`: counters and histograms alone make sense of it. */
  since(before: MetricSamples): MetricSamples;
}

const LINE = /^([A-Za-z_:][\w:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;
const ESCAPES: Readonly<Record<string, string>> = { '\\n': '\n', '\\"': '"', '\\\\': '\\' };

function parse(text: string): readonly Sample[] {
  return text.split('\n').flatMap((line) => {
    const [, name, labels = '', value] = LINE.exec(line) ?? [];
    if (name === undefined || value === undefined) return [];
    const pairs = [...labels.matchAll(LABEL)].map(([, label, given = '']) => [
      label,
      given.replaceAll(/\\[n"\\]/g, (escaped) => ESCAPES[escaped] ?? ''),
    ]);
    const number = value === '+Inf' ? Infinity : Number(value);
    return [{ name, labels: Object.fromEntries(pairs) as Record<string, string>, value: number }];
  });
}

/** Lines that are no samples are left out. */
export function readMetricSamples(text: string): MetricSamples {
  return samplesOf(parse(text));
}

const keyOf = ({ name, labels }: Sample): string => JSON.stringify([name, Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1))]);

const held = new WeakMap<MetricSamples, readonly Sample[]>();

function samplesOf(samples: readonly Sample[]): MetricSamples {
  const matching = (name: string, labels: Labels): readonly Sample[] =>
    samples.filter((sample) => sample.name === name && Object.entries(labels).every(([label, value]) => sample.labels[label] === value));
  const sum = (name: string, labels: Labels = {}): number => matching(name, labels).reduce((total, { value }) => total + value, 0);

  /** The instant up to which this share of all is. */
  const percentileMs = (name: string, labels: Labels, share: number): number | null => {
    const bounds = [...new Set(matching(`${name}_bucket`, labels).map((sample) => sample.labels['le'] ?? ''))];
    const buckets = bounds
      .map((le) => ({ upToS: le === '+Inf' ? Infinity : Number(le), count: sum(`${name}_bucket`, { ...labels, le }) }))
      .toSorted((a, b) => a.upToS - b.upToS);
    const wanted = (buckets.at(-1)?.count ?? 0) * share;
    if (wanted === 0) return null;
    const index = buckets.findIndex(({ count }) => count >= wanted);
    const [below, bucket] = [buckets[index - 1] ?? { upToS: 0, count: 0 }, buckets[index]];
    if (bucket === undefined) return null;
    // Of what is beyond the last bound no more is known.
    if (bucket.upToS === Infinity) return below.upToS * 1000;
    return (below.upToS + ((bucket.upToS - below.upToS) * (wanted - below.count)) / (bucket.count - below.count)) * 1000;
  };

  const self: MetricSamples = {
    sum,
    valuesOf: (name, label) => [...new Set(matching(name, {}).flatMap((sample) => sample.labels[label] ?? []))],
    timed: (name, labels = {}) => {
      const n = sum(`${name}_count`, labels);
      return {
        n,
        meanMs: n === 0 ? null : (sum(`${name}_sum`, labels) / n) * 1000,
        p50Ms: percentileMs(name, labels, 0.5),
        p95Ms: percentileMs(name, labels, 0.95),
      };
    },
    since: (before) => {
      const known = new Map((held.get(before) ?? []).map((sample) => [keyOf(sample), sample.value]));
      return samplesOf(samples.map((sample) => ({ ...sample, value: sample.value - (known.get(keyOf(sample)) ?? 0) })));
    },
  };
  held.set(self, samples);
  return self;
}
