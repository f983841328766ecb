// A meeting page from the inside: joins bridge, camera and device in one frame. No chrome.*, no secret.
import { createTileModel } from '@subcam/shared/paint';
import { openPageEnd } from '../bus/page-end.ts';
import { openBackdropCamera } from './backdrop-camera.ts';
import { deviceIdentity } from './device-identity.ts';
import { installSubcamDevice, type DeviceOptions } from './media-devices.ts';
import { olderFrameOf } from './older-frame.ts';
import { openPlatformOverrides } from './platform-overrides.ts';
import { takeRealCameras } from './real-cameras.ts';
import { createRemotePainter } from './remote-painter.ts';
import { openSenderWatch } from './sender-watch.ts';
import { createSubcamCamera, type SubcamCamera } from './subcam-camera.ts';
import { createTilePainter } from './tile-painter.ts';

/** A fault repeats at every frame; the page's console is not ours to fill. */
const MAX_FAULTS_TOLD = 3;

export interface MeetingPageOptions {
  /** Of the tile's reports, and of the looks at what becomes of its tracks. */
  readonly reportIntervalMs: number;
}

/** Only the top frame has an isolated script to talk to. */
function startCamera({ reportIntervalMs }: MeetingPageOptions, onFault: (fault: unknown) => void): Omit<DeviceOptions, 'overrides'> {
  const startedAtMs = Date.now() - performance.now();
  const bridge = window.top === window ? openPageEnd(document) : null;
  const plainPainter = createTilePainter(createTileModel());
  const remotePainter = bridge === null ? null : createRemotePainter(bridge, plainPainter);
  const realCameras = takeRealCameras(navigator);
  const format = (): SubcamCamera['nativeFormat'] => camera.nativeFormat;
  const backdrop =
    bridge === null || realCameras === null
      ? null
      : openBackdropCamera({
          cameras: realCameras,
          format,
          setTimeout: (callback, delayMs) => window.setTimeout(callback, delayMs),
          clearTimeout: (timer) => window.clearTimeout(timer),
        });

  const camera: SubcamCamera = createSubcamCamera({
    document,
    painter: remotePainter ?? plainPainter,
    backdrop,
    openWatch: (watched) =>
      openSenderWatch({ ...watched, lookIntervalMs: reportIntervalMs, monotonicMs: () => performance.now(), onFault }),
    nowMs: () => startedAtMs + performance.now(),
    monotonicMs: () => performance.now(),
    reportIntervalMs,
    sendReport: (report) => bridge?.send({ type: 'tile', report }),
    tellFeederLost: () => bridge?.send({ type: 'feeder-lost' }),
    requestState: () => bridge?.send({ type: 'ready' }),
    onFault,
  });

  const tellCameras = async (): Promise<void> => {
    if (bridge !== null && realCameras !== null) bridge.send({ type: 'cameras', cameras: await realCameras.list() });
  };
  const lookForCameras = (): void => void tellCameras().catch(onFault);

  bridge?.onMessage((message) => {
    remotePainter?.receive(message);
    camera.receive(message);
  });
  bridge?.onReplaced(() => {
    camera.greet();
    if (backdrop !== null) bridge.send({ type: 'backdrop', status: backdrop.status });
    lookForCameras();
  });
  bridge?.onPort((port) => camera.usePort(port));
  backdrop?.onStatus((status) => {
    bridge?.send({ type: 'backdrop', status });
    // A camera that was opened is one whose name the page may know.
    if (status === 'live') lookForCameras();
  });
  realCameras?.onChange(lookForCameras);
  lookForCameras();
  bridge?.send({ type: 'ready' });
  return { camera, identity: deviceIdentity(window.origin), onRealDevices: lookForCameras };
}

/** Call once in each frame, before any script of the page. Frames of one page share the camera that the first of them started. */
export function runMeetingPage(options: MeetingPageOptions): void {
  let faultsTold = 0;
  const onFault = (fault: unknown): void => {
    faultsTold += 1;
    if (faultsTold <= MAX_FAULTS_TOLD) console.warn('Subcam camera:', fault);
  };
  const overrides = openPlatformOverrides(globalThis, olderFrameOf(window));
  const device = overrides.shared('device', () => startCamera(options, onFault));
  installSubcamDevice({ ...device, overrides });
  // A policy may have taken WebRTC from the browser.
  if ('RTCPeerConnection' in window) device.camera.watchRealm({ RTCPeerConnection, RTCRtpSender }, overrides);
}
