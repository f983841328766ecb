// Who is on the page and who speaks, read from tiles as Meet builds them.
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { readParticipants, type MeetNode } from './meet-participants.ts';
import { MEET_SELECTORS } from './meet-selectors.ts';

/** An element that understands the selectors of this file: a tag, a class, attributes with and without a value, and `:not`. */
class Element implements MeetNode {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly textContent: string;

  constructor(tag: string, attributes: Readonly<Record<string, string>>, ...inside: readonly (Element | string)[]) {
    this.tag = tag;
    this.attributes = attributes;
    this.children = inside.filter((one): one is Element => one instanceof Element);
    this.textContent = inside.map((one) => (typeof one === 'string' ? one : one.textContent)).join('');
  }

  getAttribute(name: string): string | null {
    return this.attributes[name] ?? null;
  }

  matches(selector: string): boolean {
    const form = /^(?<tag>\w+)?(?:\.(?<name>\w+))?(?:\[(?<attribute>[\w-]+)\])?(?::not\(\[(?<not>[\w-]+)="(?<value>[^"]*)"\]\))?$/.exec(
      selector,
    )?.groups;
    if (form === undefined) throw new Error(`This fake does not understand ${selector}`);
    const { tag, name, attribute, not, value } = form;
    if (tag !== undefined && tag !== this.tag) return false;
    if (name !== undefined && !(this.attributes['class'] ?? '').split(' ').includes(name)) return false;
    if (attribute !== undefined && !(attribute in this.attributes)) return false;
    return not === undefined || this.attributes[not] !== value;
  }

  querySelectorAll(selector: string): readonly Element[] {
    return this.children.flatMap((child) => [...(child.matches(selector) ? [child] : []), ...child.querySelectorAll(selector)]);
  }

  querySelector(selector: string): Element | null {
    return this.querySelectorAll(selector)[0] ?? null;
  }
}

const div = (attributes: Readonly<Record<string, string>>, ...inside: readonly (Element | string)[]): Element =>
  new Element('div', attributes, ...inside);
const name = (text: string): Element => new Element('span', { class: 'notranslate' }, text);
const tile = (id: string, ...inside: readonly (Element | string)[]): Element => div({ 'data-participant-id': id }, ...inside);

describe('readParticipants', () => {
  it('reads name, self and speaking of every tile, in the page’s order', () => {
    const page = div(
      {},
      tile('spaces/s/devices/1', name(' Ada '), div({ 'data-audio-level': '3' })),
      tile('spaces/s/devices/2', name('Bo'), div({ 'data-audio-level': '0' })),
      tile('spaces/s/devices/3', div({ 'data-self-name': 'Subcam' })),
    );
    expect(readParticipants(page)).toEqual([
      { participantId: 'spaces/s/devices/1', displayName: 'Ada', isSelf: false, speaking: true },
      { participantId: 'spaces/s/devices/2', displayName: 'Bo', isSelf: false, speaking: false },
      { participantId: 'spaces/s/devices/3', displayName: 'Subcam', isSelf: true, speaking: false },
    ]);
  });

  it('counts a participant with a tile and a list row once, speaking when either says so', () => {
    const page = div({}, tile('a', div({ 'data-audio-level': '0' })), tile('a', name('Ada'), div({ 'data-audio-level': '1' })));
    expect(readParticipants(page)).toEqual([{ participantId: 'a', displayName: 'Ada', isSelf: false, speaking: true }]);
  });

  it('reads marks on the tile itself', () => {
    const page = div({}, div({ 'data-participant-id': 'a', 'data-self-name': 'Me', 'data-audio-level': '2' }));
    expect(readParticipants(page)).toEqual([{ participantId: 'a', displayName: 'Me', isSelf: true, speaking: true }]);
  });

  it('takes the label of a list row that shows no name', () => {
    const page = div({}, div({ 'data-participant-id': 'a', role: 'listitem', 'aria-label': ' آدا ' }));
    expect(readParticipants(page)).toMatchObject([{ participantId: 'a', displayName: 'آدا' }]);
  });

  it('leaves out tiles without an id', () => {
    expect(readParticipants(div({}, tile('', name('Nobody'))))).toEqual([]);
  });

  it('gives the same from its source text alone, as inside a page', () => {
    const page = div({}, tile('a', name('Ada'), div({ 'data-audio-level': '1' })));
    const alone: unknown = runInNewContext(`(${readParticipants.toString()})(root, selectors)`, { root: page, selectors: MEET_SELECTORS });
    expect(JSON.stringify(alone)).toBe(JSON.stringify(readParticipants(page)));
  });
});
