// Probes of the pictures: whatever a page reads them with.
import { classOf, outcome, shapeOf, type Probe } from './probe.ts';

/** Longest wait for a picture. */
const PICTURE_LIMIT_MS = 5_000;

/** An element tells at once that its stream has ended, or never. */
const ENDED_LIMIT_MS = 1_500;

async function playing(track: MediaStreamTrack): Promise<HTMLVideoElement> {
  const video = document.createElement('video');
  video.muted = true;
  video.srcObject = new MediaStream([track]);
  await video.play();
  return video;
}

function nextFrame(video: HTMLVideoElement): Promise<VideoFrameCallbackMetadata | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), PICTURE_LIMIT_MS);
    video.requestVideoFrameCallback((_nowMs, metadata) => {
      clearTimeout(timer);
      resolve(metadata);
    });
  });
}

/** Whether a drawing has more than one colour. */
function isPicture(source: CanvasImageSource): boolean {
  const canvas = new OffscreenCanvas(64, 36);
  const context = canvas.getContext('2d');
  if (context === null) return false;
  context.drawImage(source, 0, 0, 64, 36);
  const { data } = context.getImageData(0, 0, 64, 36);
  const colours = new Set<number>();
  for (let at = 0; at < data.length; at += 4) colours.add(((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0));
  return colours.size > 1;
}

const probe = (name: string, look: (track: MediaStreamTrack) => Promise<unknown>): Probe => ({
  name,
  run: async ({ ask }) => {
    const track = await ask({ width: { exact: 640 }, height: { exact: 360 } });
    try {
      return await look(track);
    } finally {
      track.stop();
    }
  },
});

export const PICTURE_PROBES: readonly Probe[] = [
  probe('plays in a video element at its size', async (track) => {
    const video = await playing(track);
    const metadata = await nextFrame(video);
    return {
      size: [video.videoWidth, video.videoHeight, metadata?.width, metadata?.height],
      metadata: Object.keys(metadata ?? {}).filter((key) =>
        ['mediaTime', 'presentedFrames', 'presentationTime', 'expectedDisplayTime'].includes(key),
      ),
      ready: video.readyState,
      duration: video.duration,
      seekable: video.seekable.length,
      picture: isPicture(video),
    };
  }),
  probe('gives a video element one picture after another', async (track) => {
    const video = await playing(track);
    const [first, second] = [await nextFrame(video), await nextFrame(video)];
    return (second?.presentedFrames ?? 0) > (first?.presentedFrames ?? 0) && (second?.mediaTime ?? 0) > (first?.mediaTime ?? 0);
  }),
  probe('changes its size in a video element when it is told to', async (track) => {
    const video = await playing(track);
    await nextFrame(video);
    const resized = new Promise((resolve) => {
      video.addEventListener('resize', () => resolve([video.videoWidth, video.videoHeight]), { once: true });
      setTimeout(() => resolve('never'), PICTURE_LIMIT_MS);
    });
    await track.applyConstraints({ width: { exact: 320 }, height: { exact: 180 } });
    return resized;
  }),
  probe('is black for as long as it is switched off', async (track) => {
    const video = await playing(track);
    await nextFrame(video);
    track.enabled = false;
    // The picture from before may still be on its way.
    for (let frames = 0; frames < 50 && isPicture(video); frames += 1) await nextFrame(video);
    const off = isPicture(video);
    track.enabled = true;
    for (let frames = 0; frames < 50 && !isPicture(video); frames += 1) await nextFrame(video);
    return { off, on: isPicture(video) };
  }),
  probe('leaves a video element as any camera does that is stopped', async (track) => {
    const video = await playing(track);
    await nextFrame(video);
    const ended = new Promise((resolve) => {
      video.addEventListener('ended', () => resolve(true), { once: true });
      setTimeout(() => resolve(false), ENDED_LIMIT_MS);
    });
    track.stop();
    return [await ended, video.ended];
  }),
  probe('gives its frames to a MediaStreamTrackProcessor', async (track) => {
    const reader = new MediaStreamTrackProcessor({ track: track as MediaStreamVideoTrack }).readable.getReader();
    const frames = [await reader.read(), await reader.read()].map(({ value }) => value);
    const [first, second] = frames;
    const facts = {
      class: first === undefined ? null : classOf(first),
      size: [first?.displayWidth, first?.displayHeight, first?.visibleRect?.width, first?.visibleRect?.height],
      stamps: (second?.timestamp ?? 0) > (first?.timestamp ?? 0),
      picture: first !== undefined && isPicture(first),
    };
    for (const frame of frames) frame?.close();
    track.stop();
    return { ...facts, done: (await reader.read()).done };
  }),
  probe('lets an ImageCapture take a picture', async (track) => {
    const capture = new ImageCapture(track);
    const grabbed = await outcome(() => capture.grabFrame());
    return [
      classOf(capture),
      capture.track === track,
      grabbed instanceof ImageBitmap ? [grabbed.width, grabbed.height, isPicture(grabbed)] : grabbed,
    ];
  }),
  probe('is described by an ImageCapture as a camera without lamps and lenses', async (track) => {
    const capture = new ImageCapture(track);
    return [
      await outcome(async () => shapeOf(await capture.getPhotoCapabilities())),
      await outcome(async () => shapeOf(await capture.getPhotoSettings())),
      await outcome(async () => classOf(await capture.takePhoto())),
    ];
  }),
  probe('is recorded by a MediaRecorder', async (track) => {
    const recorder = new MediaRecorder(new MediaStream([track]), { mimeType: 'video/webm;codecs=vp8' });
    const recorded = new Promise<Blob>((resolve) =>
      recorder.addEventListener('dataavailable', ({ data }) => resolve(data), { once: true }),
    );
    recorder.start();
    const video = await playing(track);
    for (let frames = 0; frames < 4; frames += 1) await nextFrame(video);
    recorder.stop();
    const data = await recorded;
    return [data.type, data.size > 1_000, recorder.state];
  }),
  probe('counts its frames', async (track) => {
    const statsOf = (): unknown => Reflect.get(track, 'stats') as unknown;
    const stats = await outcome(() => statsOf());
    if (typeof stats !== 'object' || stats === null || !('deliveredFrames' in stats)) return stats;
    const video = await playing(track);
    for (let frames = 0; frames < 4; frames += 1) await nextFrame(video);
    const later = statsOf() as { deliveredFrames: number; totalFrames: number };
    return [
      classOf(stats),
      Object.keys((stats as unknown as { toJSON(): object }).toJSON()),
      later.deliveredFrames > 0,
      later.totalFrames >= later.deliveredFrames,
    ];
  }),
];
