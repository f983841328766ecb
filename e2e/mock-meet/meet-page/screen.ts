// What one view of the page is: its elements, what it does when devices change, and how it goes away.
export interface Screen {
  readonly root: HTMLElement;
  /** Camera or microphone changed. */
  devicesChanged?(): void;
  /** Called once, when another screen takes its place. */
  leave?(): void;
}
