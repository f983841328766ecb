// A page's call to itself: the camera sent over WebRTC and decoded again, and pictures of it and of the machine's own camera.
import { only } from './probe.ts';

/** Rows of grey values, base64. */
export interface GreyPicture {
  readonly width: number;
  readonly height: number;
  readonly base64: string;
}

export interface CallToItself {
  /** Sends our camera at this size. Resolves when its first picture has been decoded. */
  start(size: { readonly width: number; readonly height: number }): Promise<void>;
  /** The newest decoded picture. */
  decoded(): GreyPicture;
  /** The same as a PNG, a data URL. */
  decodedPng(): string;
  /** A picture of a camera by its name in the list, cut to the size. */
  pictureOf(label: string, size: { readonly width: number; readonly height: number }): Promise<GreyPicture>;
}

declare global {
  interface Window {
    callToItself: CallToItself;
  }
}

const LABEL = 'Subcam';

function canvasOf(source: CanvasImageSource, width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')?.drawImage(source, 0, 0, width, height);
  return canvas;
}

function greyOf(canvas: HTMLCanvasElement): GreyPicture {
  const { width, height } = canvas;
  const { data } = canvas.getContext('2d')?.getImageData(0, 0, width, height) ?? { data: [] };
  const grey = new Uint8Array(width * height);
  for (let at = 0; at < grey.length; at += 1) {
    grey[at] = 0.299 * (data[4 * at] ?? 0) + 0.587 * (data[4 * at + 1] ?? 0) + 0.114 * (data[4 * at + 2] ?? 0);
  }
  let text = '';
  for (let at = 0; at < grey.length; at += 32_768) text += String.fromCharCode(...grey.subarray(at, at + 32_768));
  return { width, height, base64: btoa(text) };
}

async function cameraNamed(label: string, { width, height }: { width: number; height: number }): Promise<MediaStream> {
  const { deviceId } = only((await navigator.mediaDevices.enumerateDevices()).filter((one) => one.label === label));
  return navigator.mediaDevices.getUserMedia({
    video: { deviceId: { exact: deviceId }, width: { exact: width }, height: { exact: height } },
  });
}

async function playing(stream: MediaStream): Promise<HTMLVideoElement> {
  const video = document.createElement('video');
  video.muted = true;
  video.srcObject = stream;
  await video.play();
  await new Promise<void>((resolve) => {
    video.requestVideoFrameCallback(() => resolve());
  });
  return video;
}

let far: HTMLVideoElement | null = null;

function farPicture(): HTMLCanvasElement {
  if (far === null) throw new Error('There is no call.');
  return canvasOf(far, far.videoWidth, far.videoHeight);
}

window.callToItself = {
  start: async (size) => {
    const stream = await cameraNamed(LABEL, size);
    const [near, other] = [new RTCPeerConnection(), new RTCPeerConnection()];
    near.onicecandidate = ({ candidate }) => void other.addIceCandidate(candidate ?? undefined);
    other.onicecandidate = ({ candidate }) => void near.addIceCandidate(candidate ?? undefined);
    const arrived = new Promise<MediaStreamTrack>((resolve) => {
      other.ontrack = ({ track }) => resolve(track);
    });
    near.addTransceiver(only(stream.getTracks()), { sendEncodings: [{ maxBitrate: 2_500_000 }] });
    await near.setLocalDescription();
    if (near.localDescription !== null) await other.setRemoteDescription(near.localDescription);
    await other.setLocalDescription();
    if (other.localDescription !== null) await near.setRemoteDescription(other.localDescription);
    far = await playing(new MediaStream([await arrived]));
  },
  decoded: () => greyOf(farPicture()),
  decodedPng: () => farPicture().toDataURL('image/png'),
  pictureOf: async (label, size) => {
    const stream = await cameraNamed(label, size);
    const video = await playing(stream);
    const picture = greyOf(canvasOf(video, size.width, size.height));
    for (const track of stream.getTracks()) track.stop();
    return picture;
  },
};
