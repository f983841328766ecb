// Tag, attributes, children -> an element. Trusted Types forbid anything made from a string of HTML.

type Attributes = Readonly<Record<string, string | number | boolean | ((event: Event) => void)>>;

/** `true` sets an empty attribute, `false` none, a function listens to the event of that name (`click`, `input` …). */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  children: readonly (Node | string)[] = [],
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name, value);
    else if (value === true) made.setAttribute(name, '');
    else if (value !== false) made.setAttribute(name, String(value));
  }
  made.append(...children);
  return made;
}

/** Meet draws its icons with a font of ligatures, so an icon is a word in the control's text. */
export function icon(name: string): HTMLElement {
  return element('i', { class: 'icon', 'aria-hidden': 'true' }, [name]);
}

/** A button with an icon and a label for those who do not see it. */
export function iconButton(label: string, iconName: string, press: () => void): HTMLButtonElement {
  return element('button', { type: 'button', class: 'round', 'aria-label': label, click: press }, [icon(iconName)]);
}

/** A button with its words in a span inside it and no aria-label. */
export function wordButton(words: string, press: () => void): HTMLButtonElement {
  return element('button', { type: 'button', class: 'words', click: press }, [
    element('span', { class: 'ripple' }),
    element('span', {}, [words]),
  ]);
}
