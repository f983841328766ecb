// A question that stands before everything else -> the answer.
import { element } from './element.ts';

export interface DialogOptions {
  readonly title: string;
  readonly text: string;
  readonly accept: string;
  /** Left out where there is no way but to accept. */
  readonly dismiss?: string;
}

/** Resolves with whether it was accepted; Escape dismisses where there is a button for that. */
export function askInDialog(options: DialogOptions): Promise<boolean> {
  return new Promise((resolve) => {
    const answer = (accepted: boolean) => (): void => {
      root.remove();
      resolve(accepted);
    };
    const button = (action: string, words: string): HTMLElement =>
      element('button', { type: 'button', class: 'words', 'data-mdc-dialog-action': action, click: answer(action === 'ok') }, [
        element('span', {}, [words]),
      ]);
    const root = element('div', { class: 'scrim' }, [
      element('div', { role: 'dialog', 'aria-modal': 'true', 'aria-label': options.title, class: 'dialog', tabindex: -1 }, [
        element('h2', {}, [options.title]),
        element('p', {}, [options.text]),
        element('div', { class: 'row' }, [
          ...(options.dismiss === undefined ? [] : [button('cancel', options.dismiss)]),
          button('ok', options.accept),
        ]),
      ]),
    ]);
    if (options.dismiss !== undefined) {
      root.addEventListener('keydown', (event) => {
        if (event.key === 'Escape') answer(false)();
      });
    }
    document.body.append(root);
  });
}
