// The elements of our own pages: found by id and type, or a typed error that names what the page lacks.
import { SubcamError } from '@subcam/shared';

/** Throws `internal` when the page has no such element. */
export function pageElement<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new SubcamError('internal', `This page has no ${type.name} called ${id}.`);
  return found;
}

/** Text that did not change is not set again: a live region would be read out anew. */
export function say(target: HTMLElement, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}
