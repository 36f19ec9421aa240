//! One answer with all that belongs to it: what is asked, help, what is wrong, the inputs, the ways of not answering, and
//! what is said about its saving.
import { h } from '../../page/dom.ts';
import { NOTHING } from '../given.ts';
import { choice } from './choice.ts';
import { date } from './date.ts';
import type { BuildControl, Control, Page, Slot } from './kind.ts';
import { multiple } from './multiple.ts';
import { noteView, type Tells } from './note.ts';
import { number } from './number.ts';
import { absences, option } from './option.ts';
import { text } from './text.ts';

const CONTROLS: Readonly<Record<string, BuildControl>> = {
  SINGLE_CHOICE: choice,
  SCALE: choice,
  DESCRIBED_LEVELS: choice,
  MULTIPLE_CHOICE: multiple,
  NUMBER: number,
  SHORT_TEXT: text,
  LONG_TEXT: text,
  DATE: date,
};

export interface FieldProps {
  class: string;
  /** What is asked. */
  heading: readonly (Node | string)[];
  help: string | null;
  /** Shown between what is asked and where it is answered. */
  between?: readonly HTMLElement[];
  tells: Tells;
  /** Whether what the answer must keep to is said here, and not once for many. */
  hints: boolean;
}
export interface Field {
  element: HTMLElement;
  slot: Slot;
  refresh(): void;
  focus(): void;
}

export function field(slot: Slot, page: Page, props: FieldProps): Field {
  const build = CONTROLS[slot.kind];
  if (build === undefined) throw new Error(`no input for ${slot.kind}`);
  const ids = { help: `${slot.id}-help`, hint: `${slot.id}-hint`, problem: `${slot.id}-problem`, note: `${slot.id}-note` };
  const describedBy = [props.help === null ? '' : ids.help, ids.hint, ids.problem, ids.note].join(' ').trim();
  const control = build(slot, page, describedBy);
  const hint = props.hints ? control.hint : undefined;
  const problem = h('p', { class: 'ds-validation-message', id: ids.problem, hidden: true });
  const note = noteView(ids.note, page, () => [slot], props.tells);
  const absent = control.input === undefined && slot.kind !== 'MULTIPLE_CHOICE' ? undefined : absentBoxes(slot, page);
  const content = [
    props.help !== null && h('p', { class: 'ds-paragraph help', id: ids.help }, props.help),
    h('p', { class: 'ds-paragraph help', id: ids.hint, hidden: hint === undefined }, hint),
    ...(props.between ?? []),
    problem,
    control.element,
    absent !== undefined && absent.element,
    h('div', { class: 'foot' }, note.element, control.clear),
  ];
  const element = wrapped(slot, control, props, describedBy, content);
  function refresh(): void {
    const message = control.fault?.() ?? page.problem(slot.key);
    control.refresh(message !== undefined);
    absent?.refresh();
    problem.textContent = message ?? '';
    problem.hidden = message === undefined;
    note.refresh();
  }
  refresh();
  return {
    element,
    slot,
    refresh,
    focus() {
      element.scrollIntoView({ block: 'start' });
      control.focus();
    },
  };
}

/** A label where there is one input, a legend where there are several. */
function wrapped(
  slot: Slot,
  control: Control,
  props: FieldProps,
  describedBy: string,
  content: readonly (Node | false)[],
): HTMLElement {
  if (control.input === undefined) {
    const legend = h('legend', { class: 'ds-label asked' }, ...props.heading);
    return h('fieldset', { class: `ds-fieldset ${props.class}`, 'aria-describedby': describedBy }, legend, ...content);
  }
  const label = h('label', { class: 'ds-label asked', for: control.input, id: `${slot.id}-label` }, ...props.heading);
  return h('div', { class: props.class }, label, ...content);
}

/** «Don't know» and «not relevant» beside an input: chosen, they take the place of what stands in it. */
function absentBoxes(slot: Slot, page: Page): { element: HTMLElement; refresh(): void } | undefined {
  const { answers } = page;
  const boxes = absences(slot, page).map(({ given, label }) => {
    const onchange = (input: HTMLInputElement): void => answers.give(slot.key, input.checked ? given : NOTHING);
    const id = `${slot.id}-${given.state.toLowerCase()}`;
    return { given, ...option({ type: 'checkbox', id, name: id, label, context: slot.name, onchange }) };
  });
  if (boxes.length === 0) return undefined;
  return {
    element: h('div', { class: 'absent' }, ...boxes.map((it) => it.field)),
    refresh() {
      const state = answers.held(slot.key) === undefined ? answers.given(slot.key)?.state : undefined;
      for (const { given, input } of boxes) input.checked = given.state === state;
    },
  };
}
