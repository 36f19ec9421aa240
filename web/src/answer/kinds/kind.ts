//! What each kind of question offers to the page, and what the page offers to it.
import type { Language } from '../../page/language.ts';
import type { Answers } from '../answers.ts';
import type { Format, Kind, Option, Part, Question, Service } from '../api.ts';
import { keyOf } from '../given.ts';
import type { Texts } from '../texts.ts';
import type { KindTexts } from '../texts/kinds.ts';
import type { Rows } from './rows.ts';

/** Something that is answered for itself: a question, a row of a matrix or grid, a field in a row of a group. */
export interface Slot {
  /** Under what its answer is kept. */
  key: string;
  /** What the ids of its elements begin with. */
  id: string;
  kind: Kind;
  /** What it is called. */
  name: string;
  options: readonly Option[];
  format: Format | null;
  allowsDontKnow: boolean;
  allowsNotRelevant: boolean;
}

/** What is around the questions. */
export interface Page {
  answers: Answers;
  texts: Texts;
  kindTexts: KindTexts;
  language: Language;
  services: readonly Service[];
  rows: Rows;
  /** What is wrong with the answer under this key: what the server found, or what its rule says. */
  problem(key: string): string | undefined;
  isRequired(questionId: string): boolean;
  /** Has it read out by a screen reader. */
  announce(text: string): void;
}

/** The inputs of one answer. */
export interface Control {
  element: HTMLElement;
  /** The id of the one input that a label can name; undefined for a group of inputs, which wants a legend. */
  input?: string;
  /** The button that takes the answer back, where the inputs themselves cannot. */
  clear?: HTMLElement;
  /** What the answer must keep to, in words. */
  hint?: string;
  /** What is wrong with what is typed, once it has been told. */
  fault?(): string | undefined;
  /** Shows the present answer. */
  refresh(invalid: boolean): void;
  focus(): void;
}

/** How the answer to one kind is put in. `describedBy` names what help, problem and note are read from. */
export type BuildControl = (slot: Slot, page: Page, describedBy: string) => Control;

/** The inputs of a question that has parts. */
export interface Body {
  element: HTMLElement;
  /** What the answer must keep to, in words. */
  hint?: string;
  /** What is answered for itself in it at present. */
  slots(): readonly Slot[];
  /** Shows the present answers; only the one under this key where one is named. */
  refresh(key?: string): void;
  /** Puts focus where this is answered. */
  focus(key: string): void;
}
export type BuildBody = (question: Question, id: string, page: Page) => Body;

export function slotOf(question: Question, id: string): Slot {
  return { ...question, key: question.id, id, name: question.text };
}

/** A row of a matrix or number grid: it has options and format from the whole. */
export function slotOfRow(question: Question, part: Part, id: string): Slot {
  const kind = question.kind === 'MATRIX' ? 'SINGLE_CHOICE' : 'NUMBER';
  return { ...question, kind, key: part.id, id: `${id}-${part.code}`, name: part.text };
}

/** A field in a row of a repeating group. */
export function slotOfField(question: Question, part: Part, item: string, id: string): Slot {
  const { allowsDontKnow, allowsNotRelevant } = question;
  const { kind, options, format, text: name } = part;
  const key = keyOf(part.id, item);
  return { key, id: `${id}-${part.code}`, kind, name, options, format, allowsDontKnow, allowsNotRelevant };
}
