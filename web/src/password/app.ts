//! Choosing a password with the link from a mail; where the link is no longer good, asking for a new one.
import { h, pageHeading } from '../page/dom.ts';
import { Forbidden, Unavailable, type UserError } from '../page/graphql.ts';
import { browserLanguage, type Language, tagOf } from '../page/language.ts';
import { Shell } from '../page/shell.ts';
import { choosePassword, requestLink } from './api.ts';
import { form, type Problem } from './form.ts';
import { type Texts, textsIn } from './texts.ts';

/** `expired` and `ask` differ only in what is said above the form for a new link. */
type Page = 'choose' | 'done' | 'expired' | 'ask' | 'asked';

export class PasswordApp {
  readonly #shell: Shell;
  readonly #token: string;
  #page: Page;
  #language = browserLanguage();
  #password = '';
  #shown = false;
  #email = '';
  #problems: readonly Problem[] = [];
  #busy = false;
  #unavailable = false;

  constructor(host: HTMLElement, token: string) {
    this.#token = token;
    this.#page = token === '' ? 'ask' : 'choose';
    this.#shell = new Shell(host, (language) => {
      this.#language = language;
      this.#render();
    });
    this.#render();
  }

  async #choose(): Promise<void> {
    await this.#send('newPassword', async (language) => {
      const errors = await choosePassword(this.#token, this.#password, language);
      if (errors.some((it) => it.code === 'RESET_INVALID')) this.#page = 'expired';
      else if (errors.length > 0) return errors;
      else this.#page = 'done';
      this.#password = '';
      return [];
    });
  }

  async #ask(): Promise<void> {
    await this.#send('email', async (language) => {
      const errors = await requestLink(this.#email, language);
      if (errors.length === 0) this.#page = 'asked';
      return errors;
    });
  }

  /** Shows that something is under way, then what came of it. */
  async #send(field: string, work: (language: Language) => Promise<readonly UserError[]>): Promise<void> {
    const [page, language] = [this.#page, this.#language];
    this.#busy = true;
    this.#unavailable = false;
    this.#problems = [];
    this.#render();
    this.#focus('[aria-busy]');
    try {
      const errors = await work(language);
      this.#problems = errors.map((it) => ({
        message: it.message,
        lang: tagOf(language),
        ofField: it.field.at(-1) === field,
      }));
    } catch (error) {
      if (!(error instanceof Unavailable || error instanceof Forbidden)) throw error;
      this.#unavailable = true;
    } finally {
      this.#busy = false;
    }
    this.#render();
    if (this.#page === page) this.#focus('.ds-error-summary, [type=submit]');
    else this.#shell.focusHeading();
  }

  #focus(selector: string): void {
    document.querySelector<HTMLElement>(selector)?.focus();
  }

  #render(): void {
    const texts = textsIn(this.#language);
    const [heading, ...content] = this.#content(texts);
    this.#shell.setLanguage(this.#language, texts);
    this.#shell.show(`${heading} – Trespor`, h('div', { class: 'page' }, pageHeading(heading), ...content));
  }

  #content(texts: Texts): readonly [string, ...Node[]] {
    switch (this.#page) {
      case 'choose':
        return [texts.chooseHeading, this.#passwordForm(texts)];
      case 'done':
        return [texts.doneHeading, ...paragraphs(texts.done)];
      case 'expired':
        return [texts.expiredHeading, ...paragraphs([texts.expiredLead]), this.#emailForm(texts)];
      case 'ask':
        return [texts.askHeading, ...paragraphs([texts.askLead]), this.#emailForm(texts)];
      case 'asked':
        return [texts.askedHeading, ...paragraphs(texts.asked(this.#email.trim()))];
    }
  }

  #passwordForm(texts: Texts): HTMLElement {
    return form({
      ...this.#formState(texts),
      label: texts.password,
      help: texts.rule,
      type: 'password',
      autocomplete: 'new-password',
      value: this.#password,
      shown: this.#shown,
      button: texts.choose,
      typed: (value) => {
        this.#password = value;
      },
      submit: () => void this.#choose(),
    });
  }

  #emailForm(texts: Texts): HTMLElement {
    return form({
      ...this.#formState(texts),
      label: texts.email,
      help: undefined,
      type: 'email',
      autocomplete: 'email',
      value: this.#email,
      shown: undefined,
      button: texts.ask,
      typed: (value) => {
        this.#email = value;
      },
      submit: () => void this.#ask(),
    });
  }

  #formState(texts: Texts) {
    return {
      texts,
      problems: this.#problems,
      unavailable: this.#unavailable,
      busy: this.#busy,
      show: (shown: boolean) => {
        this.#shown = shown;
      },
    };
  }
}

function paragraphs(texts: readonly string[]): readonly HTMLElement[] {
  return texts.map((it, index) => h('p', { class: index === 0 ? 'ds-paragraph lead' : 'ds-paragraph' }, it));
}
