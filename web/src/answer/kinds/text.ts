//! A text of one line or of several, with how many characters are left when there are few.
import { h } from '../../page/dom.ts';
import type { BuildControl } from './kind.ts';
import { lengthOf, longest, readText } from './read.ts';
import { typed } from './typed.ts';

const SPOKEN_AFTER_MS = 1_000;

export const text: BuildControl = (slot, page, describedBy) => {
  const reader = { texts: page.kindTexts, language: page.language };
  const id = `${slot.id}-input`;
  const common = { class: 'ds-input', id, 'aria-describedby': describedBy };
  const input =
    slot.kind === 'SHORT_TEXT' ? h('input', { ...common, type: 'text' }) : h('textarea', { ...common, rows: 4 });
  const most = longest(slot.kind, slot.format);
  const left = h('p', { class: 'left', 'aria-hidden': 'true' });
  const spoken = h('p', { class: 'ds-sr-only', role: 'status' });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const count = (): void => {
    const over = lengthOf(input.value) - most;
    const near = -over <= Math.min(100, most / 5);
    const words = over > 0 ? page.kindTexts.charactersOver(over) : page.kindTexts.charactersLeft(-over);
    left.textContent = near ? words : '';
    left.classList.toggle('over', over > 0);
    clearTimeout(timer);
    // Not at every key: only when whoever types stops.
    timer = setTimeout(() => {
      spoken.textContent = near && document.activeElement === input ? words : '';
    }, SPOKEN_AFTER_MS);
  };
  return typed(slot, page, input, {
    element: h('div', { class: 'text' }, input, left, spoken),
    read: () => readText(input.value, slot.kind, slot.format, reader),
    show: (given) => given.text ?? '',
    changed: count,
  });
};
