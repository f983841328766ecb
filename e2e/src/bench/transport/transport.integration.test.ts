// The bench of the transport as a program, in its short form.
import { expect, it } from 'vitest';
import { runBench } from '../testing/run-bench.ts';

it('prints one JSON object in which no sample is lost, and leaves nothing running', async () => {
  const { code, stdout, stderr, left } = await runBench('transport', ['--quick', '--json']);
  expect([code, left], stderr).toEqual([0, 0]);
  const report = JSON.parse(stdout) as { readonly cpuRatio: number; readonly bytesRatio: number };
  expect(report).toMatchObject({ bench: 'transport', streams: 3, lostSamples: 0, steps: [{ streams: 3 }] });
  expect(report.cpuRatio).toBeGreaterThan(0);
  // Sixteen bytes of header and eight of WebSocket for each 640; what comes twice, or is told of in a message of its own, would be more.
  expect(report.bytesRatio).toBeGreaterThan(1.03);
  expect(report.bytesRatio).toBeLessThan(1.06);
});
