//! What is answered to a question, to a row of it, or to a field of a row. Pure.
import type { Answer, AnswerInput, AnswerState } from './api.ts';

/** An answer: a state, and the one value that belongs to the kind of question where something is answered. */
export interface Given {
  state: AnswerState;
  optionIds?: readonly string[];
  number?: number;
  text?: string;
  date?: string;
}

/** Nothing any more: what was answered is taken back. */
export const NOTHING: Given = { state: 'NOT_ANSWERED' };

/** Under what an answer is kept: the question or part, and in a repeating group the row. */
export function keyOf(questionId: string, item?: string | null): string {
  return item == null || item === '' ? questionId : `${questionId}:${item}`;
}

/** The question or part, and the row where there is one. */
export function partsOf(key: string): { questionId: string; item: string | undefined } {
  const [questionId = '', item] = key.split(':');
  return { questionId, item };
}

/** Whether two answers say the same. The order in which options were chosen says nothing. */
export function same(a: Given, b: Given): boolean {
  const options = (given: Given): string => [...(given.optionIds ?? [])].sort().join();
  if (a.state !== b.state || a.number !== b.number || a.date !== b.date) return false;
  return a.text === b.text && options(a) === options(b);
}

/** An answer as the server has it. */
export function fromAnswer({ state, options, number, text, date }: Answer): Given {
  if (state !== 'ANSWERED') return { state };
  if (options.length > 0) return { state, optionIds: options.map((it) => it.id) };
  if (number !== null) return { state, number };
  if (date !== null) return { state, date };
  return text === null ? NOTHING : { state, text };
}

/** An answer as it is sent, on top of the revision that is known. */
export function inputOf(key: string, given: Given, revision: number | undefined): AnswerInput {
  const { questionId, item } = partsOf(key);
  return {
    questionId,
    ...(item === undefined ? {} : { item }),
    ...given,
    ...(revision === undefined ? {} : { baseRevision: revision }),
  };
}
