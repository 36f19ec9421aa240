//! What number, text and date have in common: the answer is read from what is typed, and saved as one types.
import { TYPING_MS } from '../answers.ts';
import { type Given, NOTHING, same } from '../given.ts';
import type { Control, Page, Slot } from './kind.ts';
import { markInvalid } from './option.ts';
import type { Read } from './read.ts';

interface Typed {
  element?: HTMLElement;
  hint?: string;
  read(): Read;
  /** The answer as it stands in the input. */
  show(given: Given): string;
  /** Called whenever the input holds something else. */
  changed?(): void;
}

export function typed(
  slot: Slot,
  { answers, announce }: Page,
  input: HTMLInputElement | HTMLTextAreaElement,
  { element = input, hint = '', read, show, changed = () => {} }: Typed,
): Control {
  // Somebody who is still typing is not told that it is wrong so far.
  let told = false;
  const take = (): void => {
    const result = read();
    changed();
    if ('fault' in result) return answers.hold(slot.key, { raw: input.value, fault: result.fault });
    told = false;
    answers.give(slot.key, result.given, TYPING_MS);
  };
  const settle = (): void => {
    const held = answers.held(slot.key);
    if (held === undefined) return void answers.flush();
    told = true;
    answers.hold(slot.key, held);
    announce(held.fault);
  };
  input.addEventListener('input', take);
  input.addEventListener('blur', settle);
  const before = answers.held(slot.key);
  if (before !== undefined) {
    // The page was built anew, perhaps in another language.
    input.value = before.raw;
    const result = read();
    told = 'fault' in result;
    if ('fault' in result) answers.hold(slot.key, { raw: before.raw, fault: result.fault });
    else answers.release(slot.key);
  }
  const refused = answers.note(slot.key);
  if (refused.kind === 'refused') input.value = show(refused.mine);
  return {
    element,
    input: input.id,
    ...(hint === '' ? {} : { hint }),
    fault: () => (told ? answers.held(slot.key)?.fault : undefined),
    refresh(invalid) {
      markInvalid(input, invalid);
      // What could not be saved stays for whoever typed it to mend.
      if (answers.held(slot.key) !== undefined || answers.note(slot.key).kind === 'refused') return;
      const given = answers.given(slot.key) ?? NOTHING;
      const now = read();
      // What says the same stays as it is typed, so that nothing moves under the hands of who types.
      if (!('fault' in now) && same(now.given, given)) return;
      input.value = show(given);
      changed();
    },
    focus: () => input.focus({ preventScroll: true }),
  };
}
