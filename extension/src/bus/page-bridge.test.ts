import * as fc from 'fast-check';
import { NOTHING_SENT } from '@subcam/shared';
import { describe, expect, it } from 'vitest';
import { DEFAULT_TILE_SETTINGS } from '@subcam/shared/paint';
import { openIsolatedEnd } from './page-bridge.ts';
import { openPageEnd } from './page-end.ts';
import type { FromPage, ToPage } from './page-messages.ts';

const ORIGIN = 'https://meet.google.com';
const SETTINGS: ToPage = { type: 'settings', settings: DEFAULT_TILE_SETTINGS };

/** A window that delivers messages at once and in the order of its listeners. */
class FakeWindow extends EventTarget {
  readonly location = { origin: ORIGIN };
  posted = 0;

  postMessage(data: unknown, targetOrigin: string, ports: MessagePort[]): void {
    if (targetOrigin !== ORIGIN) throw new Error(`posted to ${targetOrigin}`);
    this.posted += 1;
    this.dispatchEvent(new MessageEvent('message', { data, ports }));
  }
}

class FakeDocument extends EventTarget {
  readonly defaultView = new FakeWindow();
}

interface Overheard {
  readonly name: string;
  readonly packet: Record<string, unknown>;
}

/**
 * Both ends on one document, and everything that they say on it: `dispatchEvent` is patched while they open, which no page can
 * do before document_start.
 */
function openBoth(order: 'isolated first' | 'page first') {
  const target = new FakeDocument();
  const document = target as unknown as Document;
  const overheard: Overheard[] = [];
  const native: (event: Event) => boolean = Reflect.get(EventTarget.prototype, 'dispatchEvent');
  EventTarget.prototype.dispatchEvent = function listening(event: Event): boolean {
    if (event instanceof CustomEvent) {
      overheard.push({ name: event.type, packet: JSON.parse(String(event.detail)) as Record<string, unknown> });
    }
    return Reflect.apply(native, this, [event]);
  };
  try {
    const early = order === 'isolated first' ? openIsolatedEnd(document) : null;
    const page = openPageEnd(document);
    return { target, page, isolated: early ?? openIsolatedEnd(document), overheard };
  } finally {
    EventTarget.prototype.dispatchEvent = native;
  }
}

function say(target: EventTarget, name: string, detail: unknown): void {
  target.dispatchEvent(new CustomEvent(name, { detail }));
}

const tile = (framesPainted: number): FromPage => ({
  type: 'tile',
  report: { painted: [], framesPainted, width: 1280, height: 720, liveTracks: 1, sending: NOTHING_SENT },
});

describe.each(['isolated first', 'page first'] as const)('the bridge, %s', (order) => {
  it('carries messages both ways, in order', () => {
    const { page, isolated } = openBoth(order);
    const atPage: ToPage[] = [];
    const atIsolated: FromPage[] = [];
    page.onMessage((message) => atPage.push(message));
    isolated.onMessage((message) => atIsolated.push(message));
    isolated.send(SETTINGS);
    isolated.send({ type: 'alive' });
    page.send({ type: 'ready' });
    expect(atPage).toEqual([SETTINGS, { type: 'alive' }]);
    expect(atIsolated).toEqual([{ type: 'ready' }]);
    expect([page.malformedCount, isolated.malformedCount]).toEqual([0, 0]);
  });

  it('is deaf at the meeting point once the ends have met', () => {
    const { target, page, isolated, overheard } = openBoth(order);
    const atPage: ToPage[] = [];
    page.onMessage((message) => atPage.push(message));
    const said = overheard.length;
    say(target, 'subcam:rendezvous', JSON.stringify({ type: 'ask' }));
    say(target, 'subcam:rendezvous', JSON.stringify({ type: 'offer', channel: 'mine', nonce: 'mine' }));
    say(target, 'mine', JSON.stringify({ type: 'message', from: 'isolated', nonce: 'mine', body: SETTINGS }));
    expect(overheard).toHaveLength(said);
    expect(atPage).toEqual([]);
    isolated.send(SETTINGS);
    expect(atPage).toEqual([SETTINGS]);
  });

  it("passes a port on past the page's own listeners", async () => {
    const { target, page, isolated } = openBoth(order);
    const seenByPage: unknown[] = [];
    target.defaultView.addEventListener('message', (event) => seenByPage.push(event));
    const { port1, port2 } = new MessageChannel();
    const arrived = new Promise<MessagePort>((resolve) => {
      page.onPort(resolve);
    });
    isolated.sendPort(port2);
    expect(await arrived).toBeInstanceOf(MessagePort);
    expect(target.defaultView.posted).toBe(1);
    expect(seenByPage).toEqual([]);
    port1.close();
  });
});

describe('an isolated end that takes the place of another', () => {
  it('is heard from then on, alone, and the page says again what it has to know', async () => {
    const { target, page, isolated, overheard } = openBoth('page first');
    const document = target as unknown as Document;
    const atPage: ToPage[] = [];
    const atOld: FromPage[] = [];
    const atNew: FromPage[] = [];
    let replaced = 0;
    page.onMessage((message) => atPage.push(message));
    page.onReplaced(() => page.send({ type: 'ready' }));
    isolated.onMessage((message) => atOld.push(message));
    isolated.onReplaced(() => {
      replaced += 1;
    });

    const said = overheard.length;
    const newer = openIsolatedEnd(document, await isolated.agreement);
    newer.onMessage((message) => atNew.push(message));
    expect(replaced).toBe(1);
    expect(atNew).toEqual([{ type: 'ready' }]);
    // Nothing was said where pages can listen.
    expect(overheard.slice(said).filter(({ name }) => name === 'subcam:rendezvous')).toEqual([]);

    newer.send(SETTINGS);
    isolated.send({ type: 'alive' });
    page.send(tile(1));
    expect(atPage).toEqual([SETTINGS]);
    expect(atNew).toEqual([{ type: 'ready' }, tile(1)]);
    expect(atOld.filter(({ type }) => type === 'tile')).toEqual([]);
    expect([page.malformedCount, newer.malformedCount]).toEqual([0, 0]);

    // And so for the next.
    const newest = openIsolatedEnd(document, await newer.agreement);
    newest.onMessage(() => undefined);
    newer.send({ type: 'alive' });
    newest.send({ type: 'gone' });
    expect(atPage).toEqual([SETTINGS, { type: 'gone' }]);
  });

  it('is taken by nobody for one who does not know what was agreed on', async () => {
    const { target, page, isolated } = openBoth('page first');
    const { channel } = await isolated.agreement;
    let replaced = 0;
    for (const end of [page, isolated])
      end.onReplaced(() => {
        replaced += 1;
      });
    const atPage: ToPage[] = [];
    page.onMessage((message) => atPage.push(message));
    say(target, channel, JSON.stringify({ type: 'replace', from: 'isolated', nonce: 'guess', body: null }));
    say(target, 'subcam:rendezvous', JSON.stringify({ type: 'replace', from: 'isolated', nonce: 'guess', body: null }));
    expect(replaced).toBe(0);
    isolated.send(SETTINGS);
    expect(atPage).toEqual([SETTINGS]);
  });
});

describe('what is sent before anybody can hear it', () => {
  it('waits for the other end and for its first listener: the latest 64, in order', () => {
    const document = new FakeDocument() as unknown as Document;
    const page = openPageEnd(document);
    for (let index = 0; index < 70; index += 1) page.send(tile(index));
    expect(page.droppedCount).toBe(6);
    const isolated = openIsolatedEnd(document);
    const frames: number[] = [];
    isolated.onMessage((message) => frames.push(message.type === 'tile' ? message.report.framesPainted : -1));
    page.send(tile(70));
    expect(frames).toEqual(Array.from({ length: 65 }, (_, index) => index + 6));
  });
});

describe('what a hostile page says', () => {
  it('is refused and counted: a wrong nonce, no JSON, no message', () => {
    const { target, page, isolated, overheard } = openBoth('page first');
    const atPage: ToPage[] = [];
    const atIsolated: FromPage[] = [];
    page.onMessage((message) => atPage.push(message));
    isolated.onMessage((message) => atIsolated.push(message));
    isolated.send(SETTINGS);
    const { name, packet } = overheard.at(-1) ?? { name: '', packet: {} };
    expect(packet).toMatchObject({ type: 'message', from: 'isolated', body: SETTINGS });

    const refused = [
      'not json',
      null,
      42,
      JSON.stringify({ ...packet, nonce: 'guess' }),
      JSON.stringify({ ...packet, body: { type: 'changed', version: 'new' } }),
      JSON.stringify({ ...packet, type: 'other' }),
      JSON.stringify({ ...packet, from: 'somebody' }),
    ];
    for (const detail of refused) say(target, name, detail);
    expect(atPage).toEqual([SETTINGS]);
    expect(page.malformedCount).toBe(refused.length);

    const before = isolated.malformedCount;
    say(target, name, JSON.stringify({ ...packet, from: 'page', body: { type: 'tile', report: { painted: 'many' } } }));
    expect(isolated.malformedCount).toBe(before + 1);
    expect(atIsolated).toEqual([]);
  });

  it('never throws, whatever it is', () => {
    const { target, page, overheard } = openBoth('isolated first');
    const { name, packet } = overheard.at(-1) ?? { name: '', packet: {} };
    fc.assert(
      fc.property(fc.anything(), fc.jsonValue(), (detail, json) => {
        for (const known of ['subcam:rendezvous', name]) {
          say(target, known, detail);
          say(target, known, JSON.stringify(json));
          say(target, known, JSON.stringify({ ...packet, type: 'message', from: 'isolated', body: json }));
        }
        target.defaultView.dispatchEvent(new MessageEvent('message', { data: detail }));
      }),
    );
    expect(page.malformedCount).toBeGreaterThan(100);
  });
});
