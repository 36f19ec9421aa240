//! A number for each row, with their sum.
import { h } from '../../page/dom.ts';
import { field } from './field.ts';
import { type BuildBody, slotOfRow } from './kind.ts';
import { numberInWords, rangeOf } from './read.ts';

export const grid: BuildBody = (question, id, page) => {
  const { language, kindTexts, answers } = page;
  const rows = question.parts.map((part) => {
    const slot = slotOfRow(question, part, id);
    const props = { class: 'part row', heading: [part.text], help: part.help, tells: 'trouble' as const, hints: false };
    return field(slot, page, props);
  });
  const sum = h('p', { class: 'sum' });
  const hint = rangeOf(question.format, { texts: kindTexts, language });
  const refresh = (key?: string): void => {
    for (const row of rows) if (key === undefined || row.slot.key === key) row.refresh();
    const numbers = rows.flatMap((it) => answers.given(it.slot.key)?.number ?? []);
    const total = Number(numbers.reduce((before, number) => before + number, 0).toPrecision(15));
    const unit = question.format?.unit ?? '';
    sum.textContent = numbers.length < 2 ? '' : kindTexts.sum(`${numberInWords(total, language)} ${unit}`.trim());
  };
  return {
    element: h('div', { class: 'grid' }, ...rows.map((it) => it.element), sum),
    ...(hint === '' ? {} : { hint }),
    slots: () => rows.map((it) => it.slot),
    refresh,
    focus: (key) => (rows.find((it) => it.slot.key === key) ?? rows[0])?.focus(),
  };
};
