// MAIN-world script of a meeting page: one classic script at document_start that puts the camera into the page. No chrome.*, no secret.
import { runMeetingPage } from '../camera/meeting-page.ts';

/** A person who looks at the popup sees within a second or two what becomes of the tile. */
runMeetingPage({ reportIntervalMs: 1_000 });
