//! A small helper to build elements. Text is always set as text, never parsed as HTML.

type Value = string | number | boolean | undefined;
type Child = Node | string | undefined | false;
type Attributes = Record<string, Value | ((event: Event) => void)>;

/** `h('a', { href: '#x', onclick: go }, 'Text')`. An attribute that is false or undefined is left out. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.filter((it) => it !== undefined && it !== false));
  return element;
}

/** The heading that gets focus when a page is shown, so that a screen reader starts reading there. */
export function pageHeading(text: string): HTMLHeadingElement {
  return h('h1', { class: 'ds-heading', 'data-size': 'lg', tabindex: -1 }, text);
}

export function alertBox(color: 'info' | 'warning' | 'danger', ...children: readonly Child[]): HTMLElement {
  return h('div', { class: 'ds-alert', 'data-color': color }, ...children);
}
