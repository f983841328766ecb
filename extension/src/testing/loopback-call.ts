// A meeting page for tests of the camera: a Content-Security-Policy like Meet's, a call to itself over WebRTC, and a look at what arrives.

/** What the page's script offers to `page.evaluate`, under `window.loopback`. */
export interface LoopbackCall {
  /** Asks for a camera with these constraints, sends it to itself, and watches the received pictures. */
  start(video: MediaTrackConstraints | true): Promise<void>;
  /** Negotiates two connections of this page, the first one's offer first, and hands their candidates over. */
  connect(near: RTCPeerConnection, far: RTCPeerConnection): Promise<void>;
  /** The sending end of what `start` began. */
  readonly sender: RTCRtpSender;
  readonly near: RTCPeerConnection;
  readonly local: MediaStreamTrack;
  readonly remote: MediaStreamTrack;
  /** Each change of the share of bright pixels in the lower two thirds of the received picture, by the wall clock. */
  readonly changes: { readonly bright: boolean; readonly atMs: number }[];
  /** Intervals between received pictures, ms. */
  readonly intervalsMs: number[];
  /** Events of that kind since the page's first script. */
  readonly deviceChanges: number;
  readonly size: { width: number; height: number };
  framesDecoded(): Promise<number>;
}

declare global {
  interface Window {
    loopback: LoopbackCall;
  }
}

/** Nonces, strict-dynamic, Trusted Types, own workers only: what Meet's policy has that gets in an extension's way. */
const POLICY =
  "script-src 'nonce-meeting' 'strict-dynamic' 'report-sample'; object-src 'none'; base-uri 'self'; worker-src 'self'; frame-src 'self'; " +
  "connect-src 'self'; font-src 'self'; require-trusted-types-for 'script'; trusted-types meeting";

const SCRIPT = `
navigator.mediaDevices.addEventListener('devicechange', () => { own.deviceChanges += 1; });
const own = { deviceChanges: 0, changes: [], intervalsMs: [], size: { width: 0, height: 0 } };
let receiver;
own.start = async (video) => {
  const stream = await navigator.mediaDevices.getUserMedia({ video });
  own.local = stream.getVideoTracks()[0];
  const near = new RTCPeerConnection();
  const far = new RTCPeerConnection();
  const arrived = new Promise((resolve) => { far.ontrack = resolve; });
  const transceiver = near.addTransceiver(own.local, { streams: [stream], direction: 'sendonly', sendEncodings: [{ maxBitrate: 2500000 }] });
  own.sender = transceiver.sender;
  own.near = near;
  await own.connect(near, far);
  ({ track: own.remote, receiver } = await arrived);
  void watch(new MediaStreamTrackProcessor({ track: own.remote }).readable.getReader());
};
own.connect = async (near, far) => {
  near.onicecandidate = ({ candidate }) => candidate && far.addIceCandidate(candidate);
  far.onicecandidate = ({ candidate }) => candidate && near.addIceCandidate(candidate);
  await near.setLocalDescription();
  await far.setRemoteDescription(near.localDescription);
  await far.setLocalDescription();
  await near.setRemoteDescription(far.localDescription);
};
own.framesDecoded = async () => {
  for (const report of (await receiver.getStats()).values()) if (report.type === 'inbound-rtp') return report.framesDecoded;
  return 0;
};
async function watch(reader) {
  let bright = false;
  let lastMs = null;
  for (;;) {
    const { value: frame, done } = await reader.read();
    if (done) return;
    const atMs = performance.timeOrigin + performance.now();
    if (lastMs !== null) own.intervalsMs.push(atMs - lastMs);
    lastMs = atMs;
    own.size.width = frame.displayWidth;
    own.size.height = frame.displayHeight;
    const { width, height } = frame.visibleRect;
    const planes = new Uint8Array(frame.allocationSize());
    const [luma] = await frame.copyTo(planes);
    let count = 0;
    for (let y = Math.floor(height / 3); y < height; y += 2) {
      for (let x = 0; x < width; x += 2) if (planes[luma.offset + y * luma.stride + x] > 180) count += 1;
    }
    frame.close();
    const now = count > (width * height) / 6 / 100;
    if (now !== bright) own.changes.push({ bright: now, atMs });
    bright = now;
  }
}
window.loopback = own;
`;

export const LOOPBACK_PAGE = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${POLICY}"><title>Meeting</title><body><p>In the call</p><script nonce="meeting">${SCRIPT}</script>`;
