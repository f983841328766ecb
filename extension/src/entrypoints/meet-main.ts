// MAIN-world script of a meeting page: one classic script at document_start that joins bridge, camera and device. No chrome.*, no secret.
import { openPageEnd } from '../bus/page-end.ts';
import { installSubcamDevice } from '../camera/media-devices.ts';
import { createSubcamCamera } from '../camera/subcam-camera.ts';

/** A fault repeats at every frame; the page's console is not ours to fill. */
const MAX_FAULTS_TOLD = 3;
let faultsTold = 0;

/** Only the top frame has an isolated script to talk to. */
const bridge = window.top === window ? openPageEnd(document) : null;

const camera = createSubcamCamera({
  document,
  backdrop: null,
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  sendReport: (report) => bridge?.send({ type: 'tile', report }),
  requestFonts: (scripts) => bridge?.send({ type: 'fonts-wanted', scripts }),
  onFault: (fault) => {
    faultsTold += 1;
    if (faultsTold <= MAX_FAULTS_TOLD) console.warn('Subcam camera:', fault);
  },
});

bridge?.onMessage((message) => camera.receive(message));
bridge?.onPort((port) => camera.usePort(port));
installSubcamDevice(camera);
bridge?.send({ type: 'ready' });
