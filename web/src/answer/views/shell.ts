//! What stays in place while pages change: skip link, language switch, main, the notice of lost contact.
import type { Language } from '../api.ts';
import { alertBox, h } from '../dom.ts';
import { LANGUAGES, tagOf, textsIn } from '../texts.ts';

export class Shell {
  readonly #skip = h('a', { class: 'ds-skip-link', href: '#main', onclick: (event) => this.#skipToMain(event) });
  readonly #languages = h('ul', { class: 'languages' });
  readonly #nav = h('nav', {}, this.#languages);
  readonly #notice = h('div', { class: 'notice', role: 'alert' });
  readonly #main = h('main', { id: 'main', tabindex: -1 });
  readonly #status = h('p', { class: 'ds-sr-only', role: 'status' });
  readonly #offline = h('div', { class: 'offline', role: 'alert' });
  readonly #choose: (language: Language) => void;
  #isOffline = false;

  constructor(host: HTMLElement, choose: (language: Language) => void) {
    this.#choose = choose;
    const mark = h('span', { class: 'mark', 'aria-hidden': 'true' });
    host.append(this.#skip, h('header', {}, mark, this.#nav), this.#notice, this.#main, this.#status, this.#offline);
    for (const { language, tag, name } of LANGUAGES) {
      this.#languages.append(
        h('li', {}, h('button', { type: 'button', lang: tag, onclick: () => this.#choose(language) }, name)),
      );
    }
  }

  /** Puts the shell's own texts in a language, and tells assistive technology which one the page is in. */
  setLanguage(language: Language): void {
    const texts = textsIn(language);
    document.documentElement.lang = tagOf(language);
    this.#skip.textContent = texts.skipToContent;
    this.#nav.setAttribute('aria-label', texts.languageLabel);
    for (const [index, button] of this.#languages.querySelectorAll('button').entries()) {
      if (LANGUAGES[index]?.language === language) button.setAttribute('aria-current', 'true');
      else button.removeAttribute('aria-current');
    }
    if (this.#isOffline) this.setOffline(true, language);
  }

  setOffline(offline: boolean, language: Language): void {
    this.#isOffline = offline;
    const texts = textsIn(language);
    document.documentElement.classList.toggle('is-offline', offline);
    this.#offline.replaceChildren(
      ...(offline
        ? [
            alertBox(
              'warning',
              h('h2', { class: 'ds-heading', 'data-size': '2xs' }, texts.offlineHeading),
              h('p', { class: 'ds-paragraph' }, texts.offline),
            ),
          ]
        : []),
    );
  }

  /** Something that went wrong beside the flow; an empty text takes it away. */
  notice(text: string): void {
    this.#notice.replaceChildren(...(text === '' ? [] : [alertBox('warning', h('p', { class: 'ds-paragraph' }, text))]));
  }

  /** Read out by screen readers, not shown: each question shows its own state. */
  announce(text: string): void {
    this.#status.textContent = text;
  }

  show(title: string, ...content: readonly Node[]): void {
    document.title = title;
    this.#main.replaceChildren(...content);
  }

  focusHeading(): void {
    window.scrollTo(0, 0);
    this.#main.querySelector('h1')?.focus({ preventScroll: true });
  }

  #skipToMain(event: Event): void {
    event.preventDefault();
    this.#main.focus();
  }
}
