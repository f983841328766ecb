// The panel beside the call: who is in it, or what they write.
import { element, iconButton } from './element.ts';
import { interfaceWords } from './interface-words.ts';

/** Meet's limit of a message. */
const MAX_MESSAGE_LENGTH = 500;

export class SidePanel {
  readonly #place: HTMLElement;
  readonly #onSend: (text: string) => void;
  readonly #messages = element('div', { 'aria-live': 'polite', class: 'messages' });
  #open: 'people' | 'chat' | null = null;
  #panel: HTMLElement | null = null;
  #list: () => HTMLElement;

  constructor(place: HTMLElement, options: { readonly onSend: (text: string) => void; readonly list: () => HTMLElement }) {
    this.#place = place;
    this.#onSend = options.onSend;
    this.#list = options.list;
  }

  toggle(which: 'people' | 'chat'): void {
    this.#open = this.#open === which ? null : which;
    this.refresh();
  }

  /** Those in the call changed. */
  refresh(): void {
    this.#panel?.remove();
    this.#panel = null;
    if (this.#open === null) return;
    this.#panel = element('aside', { 'aria-label': interfaceWords().sidePanel, class: 'panel' }, [
      iconButton(interfaceWords().close, 'close', () => this.toggle(this.#open ?? 'people')),
      ...(this.#open === 'people' ? [this.#list()] : [this.#messages, this.#box()]),
    ]);
    this.#place.append(this.#panel);
  }

  addMessage(displayName: string, text: string): void {
    const id = crypto.randomUUID();
    this.#messages.append(
      element('div', { 'data-message-id': id }, [element('span', { class: 'who' }, [displayName]), element('div', {}, [text])]),
    );
  }

  #box(): HTMLElement {
    const box = element('textarea', {
      'aria-label': interfaceWords().message,
      placeholder: interfaceWords().message,
      maxlength: MAX_MESSAGE_LENGTH,
      rows: 1,
    });
    const send = (): void => {
      const text = box.value.trim();
      if (text === '') return;
      this.#onSend(text);
      box.value = '';
    };
    box.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey) return;
      event.preventDefault();
      send();
    });
    return element('div', { class: 'row' }, [box, iconButton(interfaceWords().message, 'send', send)]);
  }
}
