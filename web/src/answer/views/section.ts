import { alertBox, h, pageHeading } from '../../page/dom.ts';
import type { Section } from '../api.ts';
import type { Texts } from '../texts.ts';

interface Props {
  texts: Texts;
  /** What is answered, and on whose behalf. */
  context: string;
  section: Section;
  /** Said before the first question. */
  note: string | undefined;
  /** Counted from 1; the review page is the last of `count`. */
  position: number;
  count: number;
  questions: readonly HTMLElement[];
  /** Said where all questions of the section are hidden. */
  nothing: string;
  /** Lang attribute of the questions, which may lag behind the page when the new language could not be fetched. */
  lang: string;
  previous: string | undefined;
  next: string;
  nextLabel: string;
  /** Where to go back to when this page was opened from the list of problems. */
  review: string | undefined;
}

export function section(props: Props): HTMLElement {
  const { texts } = props;
  return h(
    'div',
    { class: 'page' },
    progress(props),
    h('div', { lang: props.lang }, pageHeading(props.section.title)),
    props.note !== undefined && alertBox('info', h('p', { class: 'ds-paragraph' }, props.note)),
    h('div', { class: 'questions', lang: props.lang }, ...props.questions.map((it) => h('div', {}, it))),
    h('p', { class: 'ds-paragraph nothing' }, props.nothing),
    h(
      'div',
      { class: 'steps' },
      props.previous !== undefined &&
        h('a', { class: 'ds-button', 'data-variant': 'secondary', href: props.previous }, texts.previous),
      h('a', { class: 'ds-button', href: props.next }, props.nextLabel),
      props.review !== undefined && h('a', { class: 'ds-link', href: props.review }, texts.review),
    ),
  );
}

interface ProgressProps {
  texts: Texts;
  context: string;
  lang: string;
  position: number;
  count: number;
}

export function progress({ texts, context, lang, position, count }: ProgressProps): HTMLElement {
  const text = texts.step(position, count);
  return h(
    'div',
    { class: 'progress' },
    h('p', { class: 'ds-paragraph context', lang }, context),
    h('p', { class: 'ds-paragraph' }, text),
    h('progress', { 'aria-label': texts.progress, max: count, value: position }, text),
  );
}
