// SubcamRemote: what a bot's runner calls in the service worker, over Chrome's own pipe and nothing else.
import type { Agreement } from './bridge-channel.ts';
import type { AudioAccount, TileSettings } from '@subcam/shared';
import type { ExtensionConfig } from './extension-config.ts';
import type { ExtensionStatus } from './extension-status.ts';

export interface StartRequest {
  /** The tab to capture is the first whose address begins so. */
  readonly urlPrefix: string;
}

export interface Started {
  readonly sessionId: string;
  readonly captureId: string;
}

export type RemoteConfig = Omit<ExtensionConfig, 'tile' | 'token' | 'camera' | 'microphone' | 'twoWay' | 'spoken'> &
  Partial<Pick<ExtensionConfig, 'camera' | 'microphone' | 'twoWay' | 'spoken'>> & {
    readonly token: string;
    readonly tile?: Partial<TileSettings>;
  };

/** `globalThis.subcam` of the service worker. All of it rejects with an Error whose message is `code: what to do`. */
export interface SubcamRemote {
  /** Replaces the stored configuration. A capture that runs keeps the one that it started with. */
  configure(config: RemoteConfig): Promise<void>;
  /** Starts the capture of a tab, or returns the running one of that very tab. Needs no gesture where the id is allow-listed. */
  start(request: StartRequest): Promise<Started>;
  /** Ends the capture in order; null when there was none or the daemon could not be reached to settle it. */
  stop(): Promise<AudioAccount | null>;
  status(): Promise<ExtensionStatus>;
}

declare global {
  // In the service worker alone.
  var subcam: SubcamRemote;
  /** In the isolated world of a meeting page alone, and only while a script of this life of the extension is there or about to come. */
  var subcamMeeting: { readonly resumed: Agreement | null } | undefined;
}
