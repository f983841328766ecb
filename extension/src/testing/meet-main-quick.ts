// The MAIN-world script of a meeting page for tests that wait for many reports: ten times as many as in production, and all else alike.
import { runMeetingPage } from '../camera/meeting-page.ts';

runMeetingPage({ reportIntervalMs: 100 });
