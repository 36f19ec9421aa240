//! One of the options: radio buttons, with the ways of not answering after them. A scale stands in a row where there is
//! room for it.
import { h } from '../../page/dom.ts';
import { type Given, NOTHING, same } from '../given.ts';
import type { BuildControl } from './kind.ts';
import { absences, markInvalid, option } from './option.ts';

export const choice: BuildControl = (slot, page) => {
  const { answers } = page;
  const radio = (given: Given, label: string, index: number) => {
    const onchange = (): void => answers.give(slot.key, given);
    return { given, ...option({ type: 'radio', id: `${slot.id}-${index}`, name: slot.id, label, onchange }) };
  };
  const options = slot.options.map(({ id, label }, index) =>
    radio({ state: 'ANSWERED', optionIds: [id] }, label, index),
  );
  const apart = absences(slot, page).map(({ given, label }, index) => radio(given, label, options.length + index));
  const radios = [...options, ...apart];
  const first = (): HTMLInputElement | undefined => (radios.find((it) => it.input.checked) ?? radios[0])?.input;
  const clear = h(
    'button',
    {
      type: 'button',
      class: 'ds-button clear',
      'data-variant': 'tertiary',
      'data-size': 'sm',
      'aria-label': page.kindTexts.clearOf(slot.name),
      onclick: () => {
        answers.give(slot.key, NOTHING);
        radios[0]?.input.focus();
      },
    },
    page.kindTexts.clear,
  );
  const element = h(
    'div',
    { class: `options ${slot.kind === 'SCALE' ? 'scale' : ''}` },
    h('div', { class: 'range' }, ...options.map((it) => it.field)),
    apart.length > 0 && h('div', { class: 'absent' }, ...apart.map((it) => it.field)),
  );
  element.style.setProperty('--columns', String(options.length));
  return {
    element,
    clear,
    refresh(invalid) {
      const current = answers.given(slot.key);
      clear.hidden = current === undefined;
      for (const { given, input } of radios) {
        input.checked = current !== undefined && same(given, current);
        markInvalid(input, invalid);
      }
    },
    focus: () => first()?.focus({ preventScroll: true }),
  };
};
