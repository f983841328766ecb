// A control of Meet's page as a snapshot has it, for tests.
import type { PageControl } from '../meet/meet-page.ts';

/** Rendered, enabled, and nothing else, where `over` doesn't say otherwise. */
export function pageControl(label: string, over: Partial<PageControl> = {}): PageControl {
  return {
    label,
    lines: [],
    rendered: true,
    enabled: true,
    muted: null,
    inDialog: false,
    icons: [],
    ofParticipant: false,
    opensMenu: false,
    ...over,
  };
}
