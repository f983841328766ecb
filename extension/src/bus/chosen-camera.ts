// A real camera of the machine, as the meeting page lists it and a person chooses it.
import { flag, object, text, type ValueOf } from '@subcam/shared/shape';

const shortText = text(500);

/** Ids of devices differ from origin to origin: this one is the meeting page's. */
export const pageCameraShape = object({ deviceId: shortText, label: shortText });
export type PageCamera = ValueOf<typeof pageCameraShape>;

/** `mirror`: the picture is turned left to right under the letters, which never are. */
export const chosenCameraShape = object({ ...pageCameraShape.fields, mirror: flag });
export type ChosenCamera = ValueOf<typeof chosenCameraShape>;
