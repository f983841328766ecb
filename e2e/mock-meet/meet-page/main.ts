// Meet's page, as a guest without an account sees it: asking, waiting, being in, being out.
import type { CameraAction, PageOptions, Participant, ServerToGuest } from '../wire/messages.ts';
import { CallMedia } from './call-media.ts';
import { callScreen, type CallScreen } from './call-screen.ts';
import { listenForShortcuts } from './device-toggle.ts';
import { Devices } from './devices.ts';
import { askInDialog } from './dialog.ts';
import { element } from './element.ts';
import { farewellScreen, homeScreen, type Farewell } from './farewell-screen.ts';
import { openLink, type Link } from './link.ts';
import { lobbyScreen } from './lobby-screen.ts';
import { preJoinScreen } from './pre-join-screen.ts';
import type { Screen } from './screen.ts';

/** `window.mockMeet`: what a bench may do in the page. */
export interface MockMeetPage {
  /** Sends this track instead of the camera's, or nothing; whatever was sent is stopped. The control still says that the camera is on. */
  useCamera(track: MediaStreamTrack | null): Promise<void>;
}

const RECORDED = {
  title: 'This video call is being recorded',
  text: 'By joining, you consent to being recorded.',
  accept: 'Join now',
  dismiss: 'Leave call',
} as const;

class MeetingPage {
  readonly #devices: Devices;
  readonly #link: Link;
  readonly #toasts = element('div', { class: 'toasts', 'aria-live': 'assertive' });
  /** Oneself, moved from screen to screen. */
  readonly #selfView: HTMLVideoElement;
  #screen: Screen | null = null;
  #call: CallScreen | null = null;
  #media: CallMedia | null = null;
  #self: Participant = { participantId: '', displayName: '' };
  #participants: readonly Participant[] = [];
  #options: PageOptions | null = null;
  #over = false;

  private constructor() {
    this.#selfView = element('video', { autoplay: true, playsinline: true });
    this.#selfView.muted = true;
    document.body.append(this.#toasts);
    this.#devices = new Devices({ onChange: () => this.#devicesChanged(), onToast: (text) => this.#toast(text) });
    this.#link = openLink(
      (message) => {
        void this.#receive(message).catch((error: unknown) => this.#toast(`Something went wrong: ${String(error)}`));
      },
      () => this.#end('lost'),
    );
    listenForShortcuts(this.#devices);
    window.addEventListener('pagehide', () => this.#link.send({ type: 'leave' }));
  }

  static open(): void {
    const page = new MeetingPage();
    Object.assign(window, { mockMeet: { useCamera: (track) => page.#useCamera(track) } satisfies MockMeetPage });
  }

  async #useCamera(track: MediaStreamTrack | null): Promise<void> {
    await this.#devices.take('camera', track);
    await this.#media?.sendDevices();
  }

  async #receive(message: ServerToGuest): Promise<void> {
    switch (message.type) {
      case 'welcome':
        await this.#welcome(message.options, message.self);
        return;
      case 'admitted':
        await this.#enter();
        return;
      case 'refused':
        this.#end(message.why);
        return;
      case 'removed':
      case 'ended':
        this.#end(message.type);
        return;
      case 'participants':
        this.#participants = message.participants;
        this.#call?.setParticipants(message.participants);
        return;
      case 'camera':
        await this.#doToCamera(message.action);
        return;
      case 'offer':
        await this.#media?.accept(message);
        return;
      case 'candidate':
        await this.#media?.addCandidate(message);
        return;
      case 'caption':
        this.#call?.caption(message.participantId, message.text);
        return;
      case 'chat':
        this.#call?.chat(message.displayName, message.text);
        return;
    }
  }

  async #welcome(options: PageOptions, self: Participant): Promise<void> {
    this.#options = options;
    this.#self = self;
    this.#show(preJoinScreen({ devices: this.#devices, preview: this.#selfView, onAsk: (displayName) => this.#ask(displayName) }));
    if (options.firstVisitPrompt) {
      void askInDialog({ title: 'Sign in with your account for more', text: 'You can also join as a guest.', accept: 'Got it' });
    }
    await this.#devices.openPreview();
  }

  async #doToCamera(action: CameraAction): Promise<void> {
    const track = this.#devices.track('camera');
    switch (action) {
      case 'switch-off':
        return this.#devices.switchOff('camera');
      case 'forbid':
      case 'allow':
        return this.#devices.setAllowed('camera', action === 'allow');
      case 'disable':
      case 'enable':
        if (track !== null) track.enabled = action === 'enable';
        return;
      case 'drop':
        return this.#media?.dropCamera();
      case 'restore':
        return this.#media?.sendDevices();
      case 'renew':
        return this.#devices.renew('camera');
    }
  }

  #ask(displayName: string): void {
    this.#self = { ...this.#self, displayName };
    this.#link.send({ type: 'ask', displayName });
    this.#show(
      lobbyScreen({
        devices: this.#devices,
        preview: this.#selfView,
        self: this.#self,
        mutesAfterMs: this.#options?.lobbyMutesAfterMs ?? 0,
        onLeave: () => this.#end('left'),
        onHome: () => location.assign('/'),
      }),
    );
  }

  async #enter(): Promise<void> {
    await this.#devices.reopen();
    if (this.#over) return;
    const media = new CallMedia(this.#link, this.#devices);
    this.#media = media;
    this.#call = callScreen({
      devices: this.#devices,
      self: this.#self,
      selfView: this.#selfView,
      peopleControl: this.#options?.peopleControl ?? 'button',
      participants: this.#participants,
      level: (participantId) => media.level(participantId),
      onLeave: () => this.#end('left'),
      onChat: (text) => {
        this.#link.send({ type: 'chat', text });
        this.#call?.chat(this.#self.displayName, text);
      },
    });
    this.#show(this.#call);
    if (this.#options?.consentDialog === true && !(await askInDialog(RECORDED))) {
      this.#end('left');
      return;
    }
    this.#link.send({ type: 'joined' });
  }

  #end(why: Farewell): void {
    if (this.#over) return;
    this.#over = true;
    if (why === 'left') this.#link.send({ type: 'leave' });
    this.#media?.close();
    this.#media = null;
    this.#call = null;
    void this.#devices.turnOff();
    this.#show(farewellScreen(why));
  }

  #devicesChanged(): void {
    const camera = this.#devices.track('camera');
    this.#selfView.srcObject = camera === null ? null : new MediaStream([camera]);
    this.#screen?.devicesChanged?.();
    void this.#media?.sendDevices();
  }

  #show(screen: Screen): void {
    this.#screen?.leave?.();
    this.#screen?.root.remove();
    for (const dialog of document.querySelectorAll('.scrim')) dialog.remove();
    this.#screen = screen;
    document.body.append(screen.root);
  }

  /** Meet's complaints stay until they are taken away. */
  #toast(text: string): void {
    this.#link.send({ type: 'toast', text });
    const shown = [...this.#toasts.children].some((toast) => toast.textContent === text);
    if (!shown) this.#toasts.append(element('div', { role: 'status' }, [text]));
  }
}

const PAGES: Readonly<Record<string, () => void>> = {
  home: () => document.body.append(homeScreen().root),
  'bad-code': () => document.body.append(farewellScreen('bad-code').root),
  meeting: () => MeetingPage.open(),
};
PAGES[document.body.dataset.page ?? '']?.();
