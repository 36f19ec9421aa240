import { alertBox, h, pageHeading } from '../../page/dom.ts';
import type { Texts } from '../texts.ts';
import type { KindTexts } from '../texts/kinds.ts';
import { progress } from './section.ts';

export interface Problem {
  text: string;
  /** The page of the question, and what to do so that the question itself gets focus there. */
  href: string | undefined;
  open: () => void;
}
interface Props {
  texts: Texts;
  context: string;
  count: number;
  sections: readonly { title: string; href: string; answered: number; of: number }[];
  lang: string;
  /** What the server refused to submit. */
  problems: readonly Problem[];
  /** What is missing or wrong already now. */
  remaining: readonly Problem[];
  kindTexts: KindTexts;
  answers: HTMLElement;
  deadline: string;
  /** Said before it is submitted. */
  note: string | undefined;
  busy: boolean;
  unavailable: boolean;
  previous: string;
  submit(): void;
}

/** The last page: how far one has come, what stands in the way, and the button that submits. */
export function review(props: Props): HTMLElement {
  const { texts, busy } = props;
  return h(
    'div',
    { class: 'page' },
    progress({ ...props, position: props.count }),
    pageHeading(texts.reviewHeading),
    props.problems.length > 0 && errorSummary(texts, props.problems),
    h('p', { class: 'ds-paragraph lead' }, texts.reviewLead),
    h(
      'ul',
      { class: 'overview' },
      ...props.sections.map((it) =>
        h(
          'li',
          { 'data-complete': it.answered === it.of ? 'true' : undefined },
          h('a', { class: 'ds-link', href: it.href, lang: props.lang }, it.title),
          h('span', {}, texts.answered(it.answered, it.of)),
        ),
      ),
    ),
    props.problems.length === 0 && remaining(props),
    allAnswers(props),
    h('p', { class: 'ds-paragraph' }, props.deadline),
    props.note !== undefined && alertBox('info', h('p', { class: 'ds-paragraph' }, props.note)),
    h('p', { class: 'ds-paragraph' }, texts.submitFreezes),
    h(
      'div',
      { role: 'alert' },
      props.unavailable && alertBox('warning', h('p', { class: 'ds-paragraph' }, texts.submitNeedsContact)),
    ),
    h(
      'div',
      { class: 'steps' },
      h('a', { class: 'ds-button', 'data-variant': 'secondary', href: props.previous }, texts.previous),
      h(
        'button',
        { type: 'button', class: 'ds-button submit', 'aria-disabled': busy ? 'true' : undefined, 'aria-busy': busy ? 'true' : undefined, onclick: () => !busy && props.submit() },
        busy ? texts.submitting : texts.submit,
      ),
    ),
  );
}

function errorSummary(texts: Texts, problems: readonly Problem[]): HTMLElement {
  return h(
    'div',
    { class: 'ds-error-summary', tabindex: -1, role: 'group', 'aria-labelledby': 'problems' },
    h('h2', { class: 'ds-heading', id: 'problems' }, texts.problemsHeading),
    linksTo(problems),
  );
}

function remaining({ remaining, kindTexts }: Props): HTMLElement {
  if (remaining.length === 0) return h('p', { class: 'ds-paragraph' }, kindTexts.noneRemaining);
  const heading = h('h2', { class: 'ds-heading', 'data-size': '2xs' }, kindTexts.remaining);
  return alertBox('info', heading, linksTo(remaining));
}

function allAnswers({ kindTexts, answers }: Props): HTMLElement {
  return h('details', { class: 'why all' }, h('summary', {}, kindTexts.allAnswers), answers);
}

function linksTo(problems: readonly Problem[]): HTMLElement {
  return h(
    'ul',
    { class: 'ds-list' },
    ...problems.map(({ text, href, open }) =>
      h('li', {}, href === undefined ? text : h('a', { class: 'ds-link', href, onclick: open }, text)),
    ),
  );
}
