//! What is said about the saving of answers: that it is under way or done, or that a colleague was there first.
import { h } from '../../page/dom.ts';
import { when } from '../../page/language.ts';
import type { Note } from '../answers.ts';
import type { Page, Slot } from './kind.ts';
import { inWords } from './words.ts';

/** All of it, only how it goes, or only what went wrong. */
export type Tells = 'all' | 'progress' | 'trouble';

export interface NoteView {
  element: HTMLElement;
  refresh(): void;
}

/** One note for these answers: of how it goes with them, the worst is told. */
export function noteView(id: string, page: Page, slots: () => readonly Slot[], tells: Tells): NoteView {
  const element = h('div', { class: tells === 'trouble' ? 'note trouble' : 'note', id });
  let shown = '';
  function refresh(): void {
    const [note, slot] = worst(page, slots(), tells);
    const text = slot === undefined ? '' : textOf(note, slot, page);
    if (text === shown && element.dataset['kind'] === note.kind) return;
    shown = text;
    element.dataset['kind'] = note.kind;
    element.replaceChildren(text);
    if (note.kind === 'overtaken' && slot !== undefined) element.append(choices(note, slot, page));
  }
  refresh();
  return { element, refresh };
}

const NONE: Note = { kind: 'none' };
const PROGRESS = ['none', 'saved', 'saving', 'waiting'];
const TROUBLE = ['refused', 'overtaken'];

function worst(page: Page, slots: readonly Slot[], tells: Tells): readonly [Note, Slot | undefined] {
  const wanted = tells === 'all' ? [...PROGRESS, ...TROUBLE] : tells === 'progress' ? PROGRESS : TROUBLE;
  let found: readonly [Note, Slot | undefined] = [NONE, undefined];
  for (const slot of slots) {
    const note = page.answers.note(slot.key);
    if (!wanted.includes(note.kind)) continue;
    const [before] = found;
    const later = note.kind === 'saved' && before.kind === 'saved' && note.at > before.at;
    if (later || wanted.indexOf(note.kind) > wanted.indexOf(before.kind)) found = [note, slot];
  }
  return found;
}

function textOf(note: Note, slot: Slot, page: Page): string {
  const { texts, kindTexts } = page;
  switch (note.kind) {
    case 'none':
      return '';
    case 'saving':
      return texts.saving;
    case 'waiting':
      return texts.notSaved;
    case 'saved':
      return texts.saved(when(note.at, page.language));
    case 'overtaken': {
      const mine = inWords(note.mine, slot, page) || kindTexts.removed;
      const theirs = inWords(page.answers.given(slot.key), slot, page);
      return theirs === '' ? kindTexts.overtakenByNothing(mine) : kindTexts.overtaken(mine, theirs);
    }
    case 'refused':
      return `${texts.notSaved}. ${note.message}`;
  }
}

/** What one can do about a colleague's answer. */
function choices(note: Extract<Note, { kind: 'overtaken' }>, { key }: Slot, { answers, kindTexts }: Page): HTMLElement {
  const button = (text: string, onclick: () => void): HTMLElement =>
    h('button', { type: 'button', class: 'ds-button', 'data-variant': 'secondary', 'data-size': 'sm', onclick }, text);
  return h(
    'div',
    { class: 'choices' },
    button(kindTexts.useMine, () => {
      answers.dismiss(key);
      answers.give(key, note.mine);
    }),
    button(kindTexts.keepTheirs, () => answers.dismiss(key)),
  );
}
