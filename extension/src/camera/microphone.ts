// The sound that a page asks for along with the camera: the real microphone, or silence where the machine has none.

function isNamed(thrown: unknown, name: string): boolean {
  return typeof thrown === 'object' && thrown !== null && (thrown as { readonly name?: unknown }).name === name;
}

/** A live, silent audio track, so that a machine without a microphone can join. Ends with its own `stop`. */
export function silentTrack(): MediaStreamTrack {
  const context = new AudioContext();
  const destination = context.createMediaStreamDestination();
  const source = new ConstantSourceNode(context, { offset: 0 });
  source.connect(destination);
  source.start();
  const track = destination.stream.getAudioTracks()[0];
  if (track === undefined) throw new DOMException('Could not start audio source', 'NotReadableError');
  return track;
}

/** Audio tracks for these constraints. `ask` is the platform's getUserMedia; every refusal but "there is none" is passed on. */
export async function microphoneTracks(
  audio: boolean | MediaTrackConstraints,
  ask: (constraints: MediaStreamConstraints) => Promise<MediaStream>,
): Promise<readonly MediaStreamTrack[]> {
  try {
    const stream = await ask({ audio });
    return stream.getAudioTracks();
  } catch (thrown) {
    if (!isNamed(thrown, 'NotFoundError')) throw thrown;
    return [silentTrack()];
  }
}
