//! One question as a group of radio buttons, with what is known about the saving of its answer.
import { h } from '../../page/dom.ts';
import { type Language, when } from '../../page/language.ts';
import { type Answers, type Choice, same } from '../answers.ts';
import type { Question } from '../api.ts';
import type { Texts } from '../texts.ts';

export interface QuestionProps {
  question: Question;
  position: number;
  answers: Answers;
  texts: Texts;
  language: Language;
  /** What the server found wrong with the answer at the last attempt to submit. */
  problem(): string | undefined;
}

export interface QuestionView {
  element: HTMLElement;
  /** Shows the present answer and what is said about it. */
  refresh(): void;
  focus(): void;
  /** What is said about the saving of the answer. */
  note(): string;
}

export function questionView(props: QuestionProps): QuestionView {
  const { question, position, answers, texts } = props;
  const ids = { help: `help-${position}`, note: `note-${position}`, problem: `problem-${position}` };
  const choices = choicesOf(question, texts);
  const inputs = choices.map(({ choice, label }, index) => {
    const input = h('input', {
      type: 'radio',
      class: 'ds-input',
      name: `question-${position}`,
      id: `question-${position}-${index}`,
      onchange: () => answers.choose(question.id, choice),
    });
    const field = h(
      'div',
      { class: `ds-field option${choice.state === 'ANSWERED' ? '' : ' apart'}` },
      input,
      h('label', { class: 'ds-label', for: input.id }, label),
    );
    return { choice, input, field };
  });
  const note = h('p', { class: 'note', id: ids.note });
  const problem = h('p', { class: 'ds-validation-message', id: ids.problem, hidden: true });
  const supported = question.kind === 'SINGLE_CHOICE';
  const element = h(
    'fieldset',
    { class: 'ds-fieldset question', 'aria-describedby': `${question.help === null ? '' : `${ids.help} `}${ids.problem} ${ids.note}` },
    h(
      'legend',
      { class: 'ds-label' },
      h('span', { class: 'number' }, `${position}. `),
      question.text,
      !question.required && h('span', { class: 'optional' }, ` (${texts.optional.toLowerCase()})`),
    ),
    question.help !== null && h('p', { class: 'ds-paragraph help', id: ids.help }, question.help),
    !supported && h('p', { class: 'ds-paragraph help' }, texts.notSupported),
    problem,
    h('div', { class: 'options' }, ...inputs.map((it) => it.field)),
    note,
  );

  function refresh(): void {
    const current = answers.choice(question.id);
    const message = props.problem();
    for (const { choice, input } of inputs) {
      input.checked = current !== undefined && same(choice, current);
      if (message === undefined) input.removeAttribute('aria-invalid');
      else input.setAttribute('aria-invalid', 'true');
    }
    problem.textContent = message ?? '';
    problem.hidden = message === undefined;
    const said = answers.note(question.id);
    note.textContent = textOf(said.kind === 'overtaken' ? labelOf(choices, said.mine) : '', labelOf(choices, current));
    note.dataset['kind'] = said.kind;
  }

  function textOf(mine: string, theirs: string): string {
    const said = answers.note(question.id);
    switch (said.kind) {
      case 'none':
        return '';
      case 'saving':
        return texts.saving;
      case 'waiting':
        return texts.notSaved;
      case 'saved':
        return texts.saved(when(said.at, props.language));
      case 'overtaken':
        return texts.overtaken(mine, theirs);
      case 'refused':
        return `${texts.notSaved}. ${said.message}`;
    }
  }

  refresh();
  return {
    element,
    refresh,
    focus() {
      element.scrollIntoView({ block: 'start' });
      (inputs.find((it) => it.input.checked) ?? inputs[0])?.input.focus({ preventScroll: true });
    },
    note: () => note.textContent,
  };
}

interface Labelled {
  choice: Choice;
  label: string;
}

/** The options, then the ways of not answering that this question allows. */
function choicesOf(question: Question, texts: Texts): readonly Labelled[] {
  const choices: Labelled[] = [];
  if (question.kind === 'SINGLE_CHOICE') {
    for (const { id, label } of question.options) choices.push({ choice: { state: 'ANSWERED', optionId: id }, label });
  }
  if (question.allowsDontKnow) choices.push({ choice: { state: 'DONT_KNOW' }, label: texts.dontKnow });
  if (question.allowsNotRelevant) choices.push({ choice: { state: 'NOT_RELEVANT' }, label: texts.notRelevant });
  return choices;
}

function labelOf(choices: readonly Labelled[], choice: Choice | undefined): string {
  return choices.find((it) => choice !== undefined && same(it.choice, choice))?.label ?? '';
}
