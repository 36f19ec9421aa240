//! Everything that is answered, in words: to look over before submitting, and to keep after.
import { h } from '../../page/dom.ts';
import type { Invitation, Part, Question } from '../api.ts';
import { keyOf } from '../given.ts';
import { inWords } from '../kinds/words.ts';
import type { Page } from '../kinds/kind.ts';
import { hasRows, isGroup, rowsOf } from '../written.ts';

interface Props {
  invitation: Invitation;
  page: Page;
  lang: string;
  hidden: ReadonlySet<string>;
  /** The number of a question that has one. */
  numberOf(question: Question): number;
  /** The headings of the sections: one level below what is above them. */
  level: 'h2' | 'h3';
}

export function answersView({ invitation, page, lang, hidden, numberOf, level }: Props): HTMLElement {
  const sections = invitation.round.questionnaire.sections.map(({ title, questions }) => {
    const shown = questions.filter((it) => !hidden.has(it.id) && it.kind !== 'INFORMATION');
    if (shown.length === 0) return undefined;
    const answers = shown.flatMap((it) => [
      h('dt', {}, `${numberOf(it)}. ${it.text}`),
      h('dd', {}, ...answered(it, page)),
    ]);
    return h('section', {}, h(level, { class: 'ds-heading', 'data-size': '2xs' }, title), h('dl', {}, ...answers));
  });
  return h('div', { class: 'all-answers', lang }, ...sections);
}

function answered(question: Question, page: Page): readonly (Node | string)[] {
  const { answers, kindTexts } = page;
  const nothing = [h('span', { class: 'optional' }, kindTexts.notAnswered)];
  const whole = inWords(answers.given(question.id), question, page);
  if (whole !== '') return [whole];
  if (hasRows(question)) {
    const asked = (part: Part): Part => ({ ...part, options: question.options, format: question.format });
    const rows = lines(question.parts.map(asked), undefined, page);
    return rows === undefined ? nothing : [rows];
  }
  if (!isGroup(question)) return nothing;
  const shown = page.rows.of(question, page.services, answers);
  const kept = rowsOf(question, answers);
  const rows = shown.flatMap((item, index) => {
    const fields = kept.includes(item) ? lines(question.parts, item, page) : undefined;
    if (fields === undefined) return [];
    const service = page.services.find((it) => it.id === item);
    return [h('div', {}, h('p', { class: 'row-name' }, service?.name ?? kindTexts.row(index + 1)), fields)];
  });
  return rows.length === 0 ? nothing : rows;
}

/** What is answered in each part; undefined where nothing is. */
function lines(parts: readonly Part[], item: string | undefined, page: Page): HTMLElement | undefined {
  const said = parts.flatMap((part) => {
    const words = inWords(page.answers.given(keyOf(part.id, item)), part, page);
    return words === '' ? [] : [h('li', {}, `${part.text}: ${words}`)];
  });
  return said.length === 0 ? undefined : h('ul', {}, ...said);
}
