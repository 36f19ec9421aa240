//! One question: what is asked and why, and the answer as its kind takes it.
import { h } from '../../page/dom.ts';
import type { Question } from '../api.ts';
import { field } from '../kinds/field.ts';
import { grid } from '../kinds/grid.ts';
import { group } from '../kinds/group.ts';
import { type Body, type BuildBody, type Page, type Slot, slotOf } from '../kinds/kind.ts';
import { matrix } from '../kinds/matrix.ts';
import { noteView } from '../kinds/note.ts';
import { inWords } from '../kinds/words.ts';
import { NOTHING } from '../given.ts';

export interface QuestionView {
  element: HTMLElement;
  /** Shows the present answers, only the one under this key where one is named, and what is said about them. */
  refresh(key?: string): void;
  /** Shows anew what depends on the answers to other questions. */
  judge(): void;
  /** Puts focus where this is answered. */
  focus(key: string): void;
}

const BODIES: Readonly<Record<string, BuildBody>> = { MATRIX: matrix, NUMBER_GRID: grid, REPEATING_GROUP: group };

export function questionView(question: Question, position: number, page: Page): QuestionView {
  if (question.kind === 'INFORMATION') return information(question);
  const id = `question-${position}`;
  const optional = h('span', { class: 'optional' }, ` (${page.texts.optional.toLowerCase()})`);
  const heading = [h('span', { class: 'number' }, `${position}. `), question.text, optional];
  const mark = (): void => {
    optional.hidden = page.isRequired(question.id);
  };
  mark();
  const why = question.why === null ? [] : [whyView(question.why, page)];
  const build = BODIES[question.kind];
  if (build !== undefined) return withParts(question, id, page, { heading, mark, why, body: build(question, id, page) });
  const view = field(slotOf(question, id), page, {
    class: 'question',
    heading,
    help: question.help,
    between: why,
    tells: 'all',
    hints: true,
  });
  const refresh = (): void => {
    mark();
    view.refresh();
  };
  return { element: view.element, refresh, judge: refresh, focus: view.focus };
}

/** A text to read: it has no number, and nothing is saved. */
function information(question: Question): QuestionView {
  const element = h(
    'div',
    { class: 'information' },
    h('p', { class: 'ds-paragraph' }, question.text),
    question.help !== null && h('p', { class: 'ds-paragraph help' }, question.help),
  );
  return { element, refresh: () => {}, judge: () => {}, focus: () => element.scrollIntoView() };
}

interface Parts {
  heading: readonly (Node | string)[];
  mark(): void;
  why: readonly HTMLElement[];
  body: Body;
}

function withParts(question: Question, id: string, page: Page, { heading, mark, why, body }: Parts): QuestionView {
  const ids = { help: `${id}-help`, hint: `${id}-hint`, problem: `${id}-problem`, note: `${id}-note` };
  const problem = h('p', { class: 'ds-validation-message', id: ids.problem, hidden: true });
  const note = noteView(ids.note, page, body.slots, 'progress');
  const whole = wholeView(slotOf(question, id), page);
  const described = [question.help !== null && ids.help, body.hint !== undefined && ids.hint, ids.problem, ids.note];
  const element = h(
    'fieldset',
    { class: 'ds-fieldset question', 'aria-describedby': described.filter((it) => it !== false).join(' ') },
    h('legend', { class: 'ds-label asked' }, ...heading),
    question.help !== null && h('p', { class: 'ds-paragraph help', id: ids.help }, question.help),
    body.hint !== undefined && h('p', { class: 'ds-paragraph help', id: ids.hint }, body.hint),
    ...why,
    problem,
    whole.element,
    body.element,
    note.element,
  );
  const judge = (): void => {
    mark();
    const message = page.problem(question.id);
    problem.textContent = message ?? '';
    problem.hidden = message === undefined;
    whole.refresh();
    note.refresh();
  };
  const refresh = (key?: string): void => {
    body.refresh(key);
    judge();
  };
  refresh();
  return {
    element,
    refresh,
    judge,
    focus(key) {
      element.scrollIntoView({ block: 'start' });
      body.focus(key);
    },
  };
}

/** Where the whole was answered at once, as another program may do: that it was, and how to take it back. */
function wholeView(slot: Slot, page: Page): { element: HTMLElement; refresh(): void } {
  const text = h('p', {});
  const clear = h(
    'button',
    {
      type: 'button',
      class: 'ds-button',
      'data-variant': 'tertiary',
      'data-size': 'sm',
      onclick: () => page.answers.give(slot.key, NOTHING),
    },
    page.kindTexts.clear,
  );
  const element = h('div', { class: 'on-file' }, text, clear);
  const refresh = (): void => {
    const given = page.answers.given(slot.key);
    element.hidden = given === undefined;
    text.textContent = given === undefined ? '' : page.kindTexts.wholeIs(inWords(given, slot, page));
  };
  return { element, refresh };
}

function whyView(why: string, { kindTexts }: Page): HTMLElement {
  return h('details', { class: 'why' }, h('summary', {}, kindTexts.why), h('p', { class: 'ds-paragraph' }, why));
}
