// MAIN-world script of a meeting page: one classic script at document_start that joins bridge, camera and device. No chrome.*, no secret.
import { openPageEnd } from '../bus/page-end.ts';
import { openBackdropCamera } from '../camera/backdrop-camera.ts';
import { deviceIdentity } from '../camera/device-identity.ts';
import { olderFrameOf } from '../camera/older-frame.ts';
import { installSubcamDevice, type DeviceOptions } from '../camera/media-devices.ts';
import { openPlatformOverrides } from '../camera/platform-overrides.ts';
import { takeRealCameras } from '../camera/real-cameras.ts';
import { openSenderWatch } from '../camera/sender-watch.ts';
import { createSubcamCamera, type SubcamCamera } from '../camera/subcam-camera.ts';

/** A fault repeats at every frame; the page's console is not ours to fill. */
const MAX_FAULTS_TOLD = 3;
let faultsTold = 0;

const overrides = openPlatformOverrides(globalThis, olderFrameOf(window));

const onFault = (fault: unknown): void => {
  faultsTold += 1;
  if (faultsTold <= MAX_FAULTS_TOLD) console.warn('Subcam camera:', fault);
};

/** Only the top frame has an isolated script to talk to. */
function startCamera(): Omit<DeviceOptions, 'overrides'> {
  const bridge = window.top === window ? openPageEnd(document) : null;
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
    backdrop,
    openWatch: (watched) => openSenderWatch({ ...watched, monotonicMs: () => performance.now(), onFault }),
    nowMs: () => Date.now(),
    monotonicMs: () => performance.now(),
    sendReport: (report) => bridge?.send({ type: 'tile', report }),
    requestFonts: (scripts) => bridge?.send({ type: 'fonts-wanted', scripts }),
    onFault,
  });

  const tellCameras = async (): Promise<void> => {
    if (bridge !== null && realCameras !== null) bridge.send({ type: 'cameras', cameras: await realCameras.list() });
  };
  const lookForCameras = (): void => void tellCameras().catch(onFault);

  bridge?.onMessage((message) => camera.receive(message));
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

const device = overrides.shared('device', startCamera);
installSubcamDevice({ ...device, overrides });
// A policy may have taken WebRTC from the browser.
if ('RTCPeerConnection' in window) device.camera.watchRealm({ RTCPeerConnection, RTCRtpSender }, overrides);
