//! One option with its label, as a radio button or a checkbox.
import { h } from '../../page/dom.ts';
import type { Given } from '../given.ts';
import type { Page, Slot } from './kind.ts';

interface OptionProps {
  type: 'radio' | 'checkbox';
  id: string;
  name: string;
  label: string;
  /** Said with the label to those who do not see where it stands. */
  context?: string;
  onchange(input: HTMLInputElement): void;
}
export interface OptionView {
  field: HTMLElement;
  input: HTMLInputElement;
}

export function option({ type, id, name, label, context, onchange }: OptionProps): OptionView {
  const input = h('input', { type, class: 'ds-input', name, id, onchange: () => onchange(input) });
  const text = h('label', { class: 'ds-label', for: id }, label);
  if (context !== undefined) text.append(h('span', { class: 'ds-sr-only' }, ` (${context})`));
  return { input, field: h('div', { class: 'ds-field option' }, input, text) };
}

/** The ways of not answering that this question allows. */
export function absences(slot: Slot, { texts }: Page): readonly { given: Given; label: string }[] {
  const dontKnow = { given: { state: 'DONT_KNOW' as const }, label: texts.dontKnow };
  const notRelevant = { given: { state: 'NOT_RELEVANT' as const }, label: texts.notRelevant };
  return [...(slot.allowsDontKnow ? [dontKnow] : []), ...(slot.allowsNotRelevant ? [notRelevant] : [])];
}

export function markInvalid(input: HTMLElement, invalid: boolean): void {
  if (invalid) input.setAttribute('aria-invalid', 'true');
  else input.removeAttribute('aria-invalid');
}
