// What runs, in words and with a meter: sound, tile, latency, engines, losses. One of these is on each of our pages.
import { pageElement, say } from './page-element.ts';
import type { PopupView, StatusLine } from '../state/popup-view.ts';

export interface CaptureFacts {
  show(view: PopupView): void;
}

interface Fact {
  readonly term: HTMLElement;
  /** The description list's own element, or what stands in it and is read out. */
  readonly words: HTMLElement;
}

function factOf(name: string): Fact {
  return { term: pageElement(`${name}-label`, HTMLElement), words: pageElement(name, HTMLElement) };
}

/** Finds the page's list; nothing in it but the sound's state is read out by itself, since figures change all the time. */
export function bindCaptureFacts(): CaptureFacts {
  const list = pageElement('facts', HTMLElement);
  const level = pageElement('level', HTMLMeterElement);
  const peak = pageElement('peak', HTMLElement);
  const sound = pageElement('sound', HTMLElement);
  const tile = factOf('tile');
  const microphone = factOf('own-microphone');
  const meetingPage = factOf('meeting-page');
  const languages = factOf('session-languages');
  const latency = factOf('latency');
  const engines = factOf('engines');
  const trouble = factOf('trouble');
  const keeping = factOf('keeping');
  const losses = factOf('losses');

  function line({ term, words }: Fact, { text, tone }: StatusLine): void {
    const description = words.closest('dd') ?? words;
    say(words, text);
    words.dataset['tone'] = tone;
    term.hidden = text === '';
    description.hidden = text === '';
  }

  return {
    show(view) {
      list.hidden = !view.running;
      if (!view.running) {
        say(sound, '');
        return;
      }
      level.value = view.sound.level;
      say(sound, view.sound.text);
      sound.dataset['tone'] = view.sound.tone;
      say(peak, view.sound.peak);
      line(tile, view.tile);
      line(microphone, view.microphone);
      line(meetingPage, view.meetingPage);
      line(languages, { text: view.languages, tone: 'idle' });
      line(latency, { text: view.latency === '' ? 'Not measured yet' : view.latency, tone: 'idle' });
      line(engines, { text: view.engines === '' ? 'The daemon has not said yet' : view.engines, tone: 'idle' });
      line(trouble, view.trouble);
      line(keeping, view.keeping);
      line(losses, { text: view.losses === '' ? 'Nothing' : view.losses, tone: view.losses === '' ? 'idle' : 'bad' });
    },
  };
}
