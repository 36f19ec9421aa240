//! Some of the options: checkboxes. Once as many are chosen as may be, the rest wait until one is taken away.
import { h } from '../../page/dom.ts';
import { NOTHING } from '../given.ts';
import type { BuildControl } from './kind.ts';
import { markInvalid, option } from './option.ts';

export const multiple: BuildControl = (slot, { answers, kindTexts }) => {
  const atMost = slot.format?.atMost ?? undefined;
  const most = atMost !== undefined && atMost < slot.options.length ? atMost : undefined;
  const chosen = (): readonly string[] => answers.given(slot.key)?.optionIds ?? [];
  const boxes = slot.options.map(({ id, label }, index) => {
    const onchange = (input: HTMLInputElement): void => {
      const wanted = slot.options.map((it) => it.id).filter((it) => (it === id ? input.checked : chosen().includes(it)));
      answers.give(slot.key, wanted.length === 0 ? NOTHING : { state: 'ANSWERED', optionIds: wanted });
    };
    return { id, ...option({ type: 'checkbox', id: `${slot.id}-${index}`, name: slot.id, label, onchange }) };
  });
  const full = h('p', { class: 'full', role: 'status' });
  const element = h('div', { class: 'options' }, h('div', { class: 'range' }, ...boxes.map((it) => it.field)), full);
  return {
    element,
    ...(most === undefined ? {} : { hint: kindTexts.chooseAtMost(most) }),
    refresh(invalid) {
      const now = chosen();
      const isFull = most !== undefined && now.length >= most;
      const text = isFull ? kindTexts.allChosen(most) : '';
      if (full.textContent !== text) full.textContent = text;
      for (const { id, input } of boxes) {
        input.checked = now.includes(id);
        input.disabled = isFull && !input.checked;
        markInvalid(input, invalid);
      }
    },
    focus: () => (boxes.find((it) => it.input.checked) ?? boxes[0])?.input.focus({ preventScroll: true }),
  };
};
