// Environment -> the hub that models are fetched from: the one that its own tools would ask.
import { SubcamError } from '@subcam/shared';

const PUBLIC_HUB = 'https://huggingface.co/';

/** `HF_ENDPOINT`, as the hub's own tools read it, else the public one; ends in a slash. Throws `configuration` for what is no http(s) address. */
export function modelHub(env: Readonly<Record<string, string | undefined>>): string {
  const chosen = env['HF_ENDPOINT'];
  const address = chosen === undefined || chosen === '' ? PUBLIC_HUB : chosen;
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
    throw new SubcamError('configuration', `HF_ENDPOINT is "${address}", which is no http(s) address of a hub for models.`);
  }
  return address.endsWith('/') ? address : `${address}/`;
}
