// What the bot needs of a browser, whoever drives it. All expressions are JavaScript source, all results plain data.
import type { SubcamError } from '@subcam/shared';

export interface BotPage {
  /** Rejects with `network` when the address cannot be loaded, `timeout` after `limitMs`. */
  open(url: string, limitMs: number): Promise<void>;
  /** Rejects with `browser`, retryable, when the page was replaced meanwhile. */
  evaluate(expression: string): Promise<unknown>;
  /** Presses the element that the expression gives and nothing else; false when it gives none, or when something came to lie over it. */
  press(elementExpression: string): Promise<boolean>;
  /** Replaces the text of the box that the expression gives; false when it gives none. */
  fill(elementExpression: string, text: string): Promise<boolean>;
}

export interface BotBrowser {
  readonly page: BotPage;
  readonly pid: number;
  readonly profileDir: string;
  /**
   * Evaluates in the extension's service worker and awaits the promise that it gives; wakes a worker that sleeps. The page sees nothing of it.
   * Rejects with `browser`, retryable, when the worker went away meanwhile, and with `internal` and the message of what it threw.
   */
  evaluateInWorker(expression: string): Promise<unknown>;
  /** Resolves, with what happened, when the browser or the page has died by itself. */
  readonly gone: Promise<SubcamError>;
  /** Ends the browser and removes its profile. Idempotent. */
  close(): Promise<void>;
}

export interface LaunchOptions {
  readonly executablePath: string;
  readonly extensionDir: string;
  readonly extensionId: string;
  readonly headed: boolean;
  readonly extraArgs: readonly string[];
  /** Where the bot may use camera and microphone without being asked. */
  readonly grantOrigin: string;
}
