// Whether a person's own microphone is captured too: Chrome asks for it once, from a page that stays open while it asks.
import { SubcamError } from '@subcam/shared';

const REFUSALS: Readonly<Record<string, string>> = {
  NotAllowedError: 'Chrome may not use your microphone for Subcam: allow it in the settings of this page, beside its address.',
  NotFoundError: 'There is no microphone on this machine: plug one in and try again.',
  NotReadableError: 'Your microphone can’t be opened: another program may hold it.',
};

/** Resolves when Chrome may open a microphone for this extension; asks the person if need be. Throws `browser`, in words. */
export async function askForMicrophone(devices: Pick<MediaDevices, 'getUserMedia'>): Promise<void> {
  try {
    const stream = await devices.getUserMedia({ audio: true });
    for (const track of stream.getTracks()) track.stop();
  } catch (thrown) {
    const name = thrown instanceof DOMException ? thrown.name : '';
    throw new SubcamError('browser', REFUSALS[name] ?? 'Chrome does not open your microphone.', { cause: thrown });
  }
}

/** Whether it may already, without asking anybody. */
export async function mayUseMicrophone(permissions: Pick<Permissions, 'query'>): Promise<boolean> {
  const { state } = await permissions.query({ name: 'microphone' });
  return state === 'granted';
}
