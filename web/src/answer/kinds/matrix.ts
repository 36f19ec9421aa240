//! One of the options for each row. Where there is room the rows stand as a table, under one heading of options that is there
//! for the eye alone: every row is a group of its own, and every button has its own label.
import { h } from '../../page/dom.ts';
import { field } from './field.ts';
import { type BuildBody, slotOfRow } from './kind.ts';
import { absences } from './option.ts';

/** With more columns than this a row needs a wide screen to be a row. */
const FEW = 5;

export const matrix: BuildBody = (question, id, page) => {
  const rows = question.parts.map((part) => {
    const slot = slotOfRow(question, part, id);
    const props = { class: 'part row', heading: [part.text], help: part.help, tells: 'trouble' as const, hints: false };
    return field(slot, page, props);
  });
  const [any] = rows;
  const columns = [
    ...question.options.map((it) => it.label),
    ...(any === undefined ? [] : absences(any.slot, page).map((it) => it.label)),
  ];
  const head = h(
    'div',
    { class: 'head', 'aria-hidden': 'true' },
    h('div', { class: 'options' }, ...columns.map((it) => h('span', {}, it))),
  );
  const element = h(
    'div',
    { class: `matrix ${columns.length > FEW ? 'many' : 'few'}` },
    head,
    ...rows.map((it) => it.element),
  );
  element.style.setProperty('--all-columns', String(columns.length));
  return {
    element,
    slots: () => rows.map((it) => it.slot),
    refresh: (key) => rows.filter((it) => key === undefined || it.slot.key === key).forEach((it) => it.refresh()),
    focus: (key) => (rows.find((it) => it.slot.key === key) ?? any)?.focus(),
  };
};
