// The pairing form: a code and an address -> the daemon's token, and a sentence beside the field that it is about.
import { SubcamError, toSubcamError } from '@subcam/shared';
import { normalizeDaemonUrl, normalizePairingCode, pairWithDaemon } from '../state/pairing.ts';
import { pageElement } from './page-element.ts';
import type { ExtensionConfig } from '../bus/extension-config.ts';

export interface PairingForm {
  /** The stored address, unless a person is just typing another. */
  show(config: Pick<ExtensionConfig, 'daemonUrl'>): void;
}

/** In the list that `subcam tokens list` shows. */
function ownName(): string {
  const { name, version } = chrome.runtime.getManifest();
  return `${name} extension ${version}`;
}

/** `paired` stores address and token; what it or the daemon refuses is said in the form. */
export function bindPairingForm(paired: (pairing: { readonly daemonUrl: string; readonly token: string }) => Promise<void>): PairingForm {
  const form = pageElement('pairing-form', HTMLFormElement);
  const code = pageElement('code', HTMLInputElement);
  const daemonUrl = pageElement('daemon-url', HTMLInputElement);
  const submit = pageElement('pair', HTMLButtonElement);
  const failure = pageElement('pairing-error', HTMLParagraphElement);
  let edited = false;
  let pairing = false;

  function complain(thrown: unknown): void {
    const error = toSubcamError(thrown);
    const field = error.code === 'configuration' || error.code === 'network' ? daemonUrl : code;
    field.setAttribute('aria-invalid', 'true');
    failure.textContent = error.message;
    failure.hidden = false;
    field.focus();
  }

  async function pair(): Promise<void> {
    if (pairing) return;
    pairing = true;
    // Not `disabled`: the keyboard would lose its place.
    submit.setAttribute('aria-disabled', 'true');
    failure.hidden = true;
    for (const field of [code, daemonUrl]) field.removeAttribute('aria-invalid');
    try {
      if (code.value.trim() === '') throw new SubcamError('pairing-code', 'Type the code that `subcam pair` shows.');
      const request = { daemonUrl: normalizeDaemonUrl(daemonUrl.value), code: normalizePairingCode(code.value), name: ownName() };
      await paired({ daemonUrl: request.daemonUrl, token: await pairWithDaemon(request) });
      code.value = '';
      edited = false;
    } catch (thrown) {
      complain(thrown);
    } finally {
      pairing = false;
      submit.removeAttribute('aria-disabled');
    }
  }

  daemonUrl.addEventListener('input', () => {
    edited = true;
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void pair();
  });
  return {
    show(config) {
      if (!edited) daemonUrl.value = config.daemonUrl;
    },
  };
}
