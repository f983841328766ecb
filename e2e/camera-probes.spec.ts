// The camera through a page's eyes: what each probe finds of it is what Chrome's own camera shows, in the same page and without us.
import { expect, test } from '@playwright/test';
import { CAMERA_LABEL, FAKE_CAMERA, openProbePage, type OpenProbePage } from './probe-page/open-probe-page.ts';
import { PROBES } from './probe-page/probes.ts';

let withUs: OpenProbePage;
let withoutUs: OpenProbePage;

test.beforeAll(async () => {
  [withUs, withoutUs] = await Promise.all([openProbePage({ withExtension: true }), openProbePage({ withExtension: false })]);
});

test.afterAll(async () => {
  await Promise.all([withUs.close(), withoutUs.close()]);
});

test('there are two cameras with us, one without, and more than forty probes', async () => {
  expect(await withUs.labels()).toEqual([FAKE_CAMERA, CAMERA_LABEL]);
  expect(await withoutUs.labels()).toEqual([FAKE_CAMERA]);
  expect(PROBES.length).toBeGreaterThan(40);
  expect(new Set(PROBES.map(({ name }) => name)).size).toBe(PROBES.length);
});

for (const { name, anyCamera } of PROBES) {
  test(`the camera ${name}`, async () => {
    const [natural, ours] = await Promise.all([withoutUs.run(name, FAKE_CAMERA), withUs.run(name, CAMERA_LABEL)]);
    expect(natural, 'the probe works on Chrome’s own camera').not.toHaveProperty('failed');
    expect(ours).toEqual(natural);
    // The real camera beside ours is as it was.
    if (anyCamera !== true) expect(await withUs.run(name, FAKE_CAMERA)).toEqual(natural);
  });
}
