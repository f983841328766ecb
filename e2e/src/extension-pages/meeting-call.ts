// A meeting page that sends its camera, which is the tile, to a peer of its own: a call with nobody else in it.
import type { Page } from '@playwright/test';

/** What the page keeps between the calls of a test. */
interface CallWindow {
  sent?: { readonly stream: MediaStream; readonly peers: readonly RTCPeerConnection[] };
}

/** Takes the page's camera by its usual call and sends it; resolves when the connection is agreed on. */
export async function joinCall(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ video: { width: 1280, height: 720 } });
    const [here, there] = [new RTCPeerConnection(), new RTCPeerConnection()];
    here.addEventListener('icecandidate', ({ candidate }) => void there.addIceCandidate(candidate ?? undefined));
    there.addEventListener('icecandidate', ({ candidate }) => void here.addIceCandidate(candidate ?? undefined));
    for (const track of stream.getVideoTracks()) here.addTrack(track, stream);
    // Each is told of the other before the other's candidates come.
    const offer = await here.createOffer();
    await there.setRemoteDescription(offer);
    await here.setLocalDescription(offer);
    const answer = await there.createAnswer();
    await here.setRemoteDescription(answer);
    await there.setLocalDescription(answer);
    (window as CallWindow).sent = { stream, peers: [here, there] };
  });
}

/** As a meeting's own camera button does. */
export async function switchCameraOff(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const track of (window as CallWindow).sent?.stream.getVideoTracks() ?? []) track.enabled = false;
  });
}
