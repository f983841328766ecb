// Where a page ended <-> the text with which the next one is asked for.
import { SubcamError } from '@subcam/shared';
import * as z from 'zod/mini';

/** Of sessions, of a timeline, of what was found: what comes next is after this. */
const sessionPlace = z.object({ openedAtMs: z.number(), sessionId: z.string() });
const timelinePlace = z.object({ startedAtMs: z.number(), transcriptId: z.number(), throughId: z.number() });
const searchPlace = z.object({ before: z.number() });

export type TimelinePlace = z.infer<typeof timelinePlace>;

/** Opaque to who gets it. */
export function cursorOf(place: z.infer<typeof sessionPlace> | TimelinePlace | z.infer<typeof searchPlace>): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

function reading<Place>(schema: z.ZodMiniType<Place>) {
  return (cursor: string | undefined): Place | null => {
    if (cursor === undefined) return null;
    try {
      return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
    } catch (error) {
      throw new SubcamError('bad-request', 'The cursor is none that was answered here: ask without one for the first page.', {
        cause: error,
      });
    }
  };
}

/** null: from the beginning. Each throws `bad-request` for what is none of its cursors. */
export const sessionPlaceOf = reading(sessionPlace);
export const timelinePlaceOf = reading(timelinePlace);
export const searchPlaceOf = reading(searchPlace);
