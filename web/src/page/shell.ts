//! What stays in place while pages change: skip link, language switch, main, the notice of lost contact.
import { alertBox, h } from './dom.ts';
import { type Language, LANGUAGES, tagOf } from './language.ts';

export interface ShellTexts {
  skipToContent: string;
  languageLabel: string;
}

export class Shell {
  readonly #skip = h('a', { class: 'ds-skip-link', href: '#main', onclick: (event) => this.#skipToMain(event) });
  readonly #languages = h('ul', { class: 'languages' });
  readonly #nav = h('nav', {}, this.#languages);
  readonly #notice = h('div', { class: 'notice', role: 'alert' });
  readonly #main = h('main', { id: 'main', tabindex: -1 });
  readonly #status = h('p', { class: 'ds-sr-only', role: 'status' });
  readonly #offline = h('div', { class: 'offline', role: 'alert' });
  readonly #choose: (language: Language) => void;

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
  setLanguage(language: Language, texts: ShellTexts): void {
    document.documentElement.lang = tagOf(language);
    this.#skip.textContent = texts.skipToContent;
    this.#nav.setAttribute('aria-label', texts.languageLabel);
    for (const [index, button] of this.#languages.querySelectorAll('button').entries()) {
      if (LANGUAGES[index]?.language === language) button.setAttribute('aria-current', 'true');
      else button.removeAttribute('aria-current');
    }
  }

  /** The notice of lost contact; undefined takes it away. */
  setOffline(notice: { heading: string; text: string } | undefined): void {
    // An alert that is put there again is read out again.
    if (notice?.heading === this.#offline.querySelector('h2')?.textContent) return;
    document.documentElement.classList.toggle('is-offline', notice !== undefined);
    this.#offline.replaceChildren();
    if (notice === undefined) return;
    this.#offline.append(
      alertBox(
        'warning',
        h('h2', { class: 'ds-heading', 'data-size': '2xs' }, notice.heading),
        h('p', { class: 'ds-paragraph' }, notice.text),
      ),
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
