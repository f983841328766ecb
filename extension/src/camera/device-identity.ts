// Who the camera says it is: a name, and ids of the shape that Chrome gives, the same for an origin at every visit.

export const CAMERA_LABEL = 'Subcam';

export interface DeviceIdentity {
  readonly deviceId: string;
  readonly groupId: string;
  readonly label: string;
}

/** FNV-1a, 32 bits; http://www.isthe.com/chongo/tech/comp/fnv/. Not a secret: only has to look like an id and stay the same. */
function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash;
}

function hex64(seed: string): string {
  return Array.from({ length: 8 }, (_, index) => hash32(`${seed} ${index} ${seed}`).toString(16).padStart(8, '0')).join('');
}

/** Pages remember a chosen camera by its id, so the id outlives the page. */
export function deviceIdentity(origin: string): DeviceIdentity {
  return { deviceId: hex64(`device ${origin}`), groupId: hex64(`group ${origin}`), label: CAMERA_LABEL };
}
