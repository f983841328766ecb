// A real camera of the machine, as the meeting page lists it and a person chooses it.
import * as z from 'zod/mini';

const shortText = z.string().check(z.maxLength(500));

/** Ids of devices differ from origin to origin: this one is the meeting page's. */
export const pageCamera = z.object({ deviceId: shortText, label: shortText });
export type PageCamera = z.infer<typeof pageCamera>;

/** `mirror`: the picture is turned left to right under the letters, which never are. */
export const chosenCamera = z.object({ ...pageCamera.shape, mirror: z.boolean() });
export type ChosenCamera = z.infer<typeof chosenCamera>;
