//! A number, with what it is counted in.
import { h } from '../../page/dom.ts';
import type { BuildControl } from './kind.ts';
import { numberTyped, rangeOf, readNumber } from './read.ts';
import { typed } from './typed.ts';

export const number: BuildControl = (slot, page, describedBy) => {
  const { format } = slot;
  const reader = { texts: page.kindTexts, language: page.language };
  const wholeOnly = format?.whole === true && (format.least ?? -1) >= 0;
  const unit = format?.unit ?? null;
  const input = h('input', {
    type: 'text',
    class: 'ds-input',
    id: `${slot.id}-input`,
    inputmode: wholeOnly ? 'numeric' : 'decimal',
    autocomplete: 'off',
    size: 14,
    'aria-describedby': unit === null ? describedBy : `${slot.id}-unit ${describedBy}`,
  });
  const element = h(
    'div',
    { class: 'number' },
    input,
    unit !== null && h('span', { class: 'unit', id: `${slot.id}-unit` }, unit),
  );
  return typed(slot, page, input, {
    element,
    hint: rangeOf(format, reader),
    read: () => readNumber(input.value, format, reader),
    show: (given) => (given.number === undefined ? '' : numberTyped(given.number, page.language)),
  });
};
