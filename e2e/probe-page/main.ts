// The probe page's script: all probes by name, to be run on any camera of the page's list.
import './call-to-itself.ts';
import { failure, only } from './probe.ts';
import { PROBES } from './probes.ts';

export interface ProbePage {
  /** `label`: of the camera in the list. Never rejects: what goes wrong is a fact. */
  run(name: string, label: string): Promise<unknown>;
  labels(): Promise<string[]>;
}

declare global {
  interface Window {
    probePage: ProbePage;
  }
}

async function run(name: string, label: string): Promise<unknown> {
  const probe = only(PROBES.filter((one) => one.name === name));
  const devices = await navigator.mediaDevices.enumerateDevices();
  const info = devices.find((one) => one.kind === 'videoinput' && one.label === label);
  if (info === undefined) throw new Error(`There is no camera ${label}.`);
  const ask = async (wishes: MediaTrackConstraints = {}): Promise<MediaStreamTrack> => {
    const stream = await navigator.mediaDevices.getUserMedia({ video: { ...wishes, deviceId: { exact: info.deviceId } } });
    return only(stream.getTracks());
  };
  return probe.run({ info: info as InputDeviceInfo, ask });
}

window.probePage = {
  run: (name, label) => run(name, label).catch((thrown: unknown) => ({ failed: failure(thrown) })),
  labels: async () =>
    (await navigator.mediaDevices.enumerateDevices()).filter(({ kind }) => kind === 'videoinput').map(({ label }) => label),
};
