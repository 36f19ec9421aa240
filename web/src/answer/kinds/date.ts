//! A day, in the browser's own field for days.
import { h } from '../../page/dom.ts';
import type { BuildControl } from './kind.ts';
import { daysOf, readDate } from './read.ts';
import { typed } from './typed.ts';

export const date: BuildControl = (slot, page, describedBy) => {
  const { format } = slot;
  const reader = { texts: page.kindTexts, language: page.language };
  const input = h('input', {
    type: 'date',
    class: 'ds-input',
    id: `${slot.id}-input`,
    min: format?.earliest ?? undefined,
    max: format?.latest ?? '9999-12-31',
    size: 14,
    'aria-describedby': describedBy,
  });
  // Half a day cannot be put back into the field.
  if (page.answers.held(slot.key)?.raw === '') page.answers.release(slot.key);
  return typed(slot, page, input, {
    element: h('div', { class: 'date' }, input),
    hint: daysOf(format, reader),
    read: () => readDate(input.value, input.validity.badInput, format, reader),
    show: (given) => given.date ?? '',
  });
};
