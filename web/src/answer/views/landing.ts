import { alertBox, h, pageHeading } from '../../page/dom.ts';
import type { Texts } from '../texts.ts';

interface Props {
  texts: Texts;
  busy: boolean;
  unavailable: boolean;
  start(): void;
}

/** The page before anything is asked of the server. It says the same to everyone and uses nothing up. */
export function landing({ texts, busy, unavailable, start }: Props): HTMLElement {
  return h(
    'div',
    { class: 'page' },
    pageHeading(texts.landingHeading),
    h('p', { class: 'ds-paragraph lead' }, texts.landingLead),
    h('ul', { class: 'ds-list' }, ...texts.landingFacts.map((it) => h('li', {}, it))),
    h('p', { class: 'ds-paragraph help' }, texts.landingSender),
    h(
      'div',
      { role: 'alert' },
      unavailable &&
        alertBox(
          'warning',
          h('h2', { class: 'ds-heading', 'data-size': '2xs' }, texts.unavailableHeading),
          h('p', { class: 'ds-paragraph' }, texts.unavailableLead),
        ),
    ),
    h(
      'button',
      { type: 'button', class: 'ds-button start', 'aria-disabled': busy ? 'true' : undefined, 'aria-busy': busy ? 'true' : undefined, onclick: () => !busy && start() },
      busy ? texts.starting : unavailable ? texts.tryAgain : texts.start,
    ),
  );
}
