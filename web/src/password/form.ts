//! A form with one field: what it asks for, what is wrong with it, and the button.
import { alertBox, h } from '../page/dom.ts';
import type { Texts } from './texts.ts';

export interface Problem {
  message: string;
  /** The language the server said it in, which stays when the page is shown in another. */
  lang: string;
  /** Whether it is about the field, and not about the whole. */
  ofField: boolean;
}

interface Props {
  texts: Texts;
  label: string;
  help: string | undefined;
  type: 'password' | 'email';
  autocomplete: 'new-password' | 'email';
  value: string;
  /** Whether a password can be read; undefined where there is nothing to hide. */
  shown: boolean | undefined;
  problems: readonly Problem[];
  unavailable: boolean;
  busy: boolean;
  button: string;
  typed(value: string): void;
  show(shown: boolean): void;
  submit(): void;
}

export function form(props: Props): HTMLElement {
  const { texts, busy, problems } = props;
  const ofField = problems.filter((it) => it.ofField);
  const input = h('input', {
    class: 'ds-input',
    id: 'field',
    type: props.shown === true ? 'text' : props.type,
    autocomplete: props.autocomplete,
    autocapitalize: 'none',
    spellcheck: 'false',
    'aria-describedby': [props.help !== undefined && 'help', ofField.length > 0 && 'problem'].filter(Boolean).join(' ') || undefined,
    'aria-invalid': ofField.length > 0 ? 'true' : undefined,
    oninput: () => props.typed(input.value),
  });
  input.value = props.value;
  return h(
    'form',
    {
      novalidate: true,
      onsubmit: (event) => {
        event.preventDefault();
        if (!busy) props.submit();
      },
    },
    problems.length > 0 && errorSummary(texts, problems),
    h(
      'div',
      { class: 'ds-field' },
      h('label', { class: 'ds-label', for: 'field' }, props.label),
      props.help !== undefined && h('p', { 'data-field': 'description', id: 'help' }, props.help),
      h('div', { class: 'beside' }, input, props.shown !== undefined && showButton(props, input)),
      ofField.length > 0 &&
        h('div', { class: 'ds-validation-message', id: 'problem' }, ...ofField.map((it) => h('p', { lang: it.lang }, it.message))),
    ),
    h(
      'div',
      { role: 'alert' },
      props.unavailable &&
        alertBox(
          'warning',
          h('h2', { class: 'ds-heading', 'data-size': '2xs' }, texts.unavailableHeading),
          h('p', { class: 'ds-paragraph' }, texts.unavailable),
        ),
    ),
    h(
      'button',
      { type: 'submit', class: 'ds-button', 'aria-disabled': busy ? 'true' : undefined, 'aria-busy': busy ? 'true' : undefined },
      busy ? texts.working : props.button,
    ),
  );
}

/** Its words say what it does, so that it needs no pressed state. */
function showButton({ texts, label, shown, show }: Props, input: HTMLInputElement): HTMLElement {
  const button = h('button', { type: 'button', class: 'ds-button', 'data-variant': 'secondary', 'aria-controls': 'field' });
  const say = (isShown: boolean): void => {
    const word = isShown ? texts.hide : texts.show;
    input.type = isShown ? 'text' : 'password';
    button.textContent = word;
    button.setAttribute('aria-label', `${word} ${label.toLowerCase()}`);
  };
  say(shown === true);
  button.addEventListener('click', () => {
    const isShown = input.type === 'text';
    say(!isShown);
    show(!isShown);
  });
  return button;
}

function errorSummary(texts: Texts, problems: readonly Problem[]): HTMLElement {
  return h(
    'div',
    { class: 'ds-error-summary', tabindex: -1, role: 'group', 'aria-labelledby': 'problems' },
    h('h2', { class: 'ds-heading', id: 'problems' }, texts.problems),
    h(
      'ul',
      { class: 'ds-list' },
      ...problems.map(({ message, lang, ofField }) =>
        h('li', { lang }, ofField ? h('a', { class: 'ds-link', href: '#field', onclick: toField }, message) : message),
      ),
    ),
  );
}

function toField(event: Event): void {
  event.preventDefault();
  document.getElementById('field')?.focus();
}
