//! Answers as rules read them; docs/rules.md has how they are written. The server writes them the same way. Pure.
import type { Question } from './api.ts';
import { type Given, keyOf, partsOf } from './given.ts';

/** What is known of the answers, by key. */
export interface Known {
  /** What is answered, also where that was taken back; undefined where nothing ever was. */
  stored(key: string): Given | undefined;
  keys(): readonly string[];
}

/** The kinds whose parts are answered, each for itself. */
export const hasRows = ({ kind }: Pick<Question, 'kind'>): boolean => kind === 'MATRIX' || kind === 'NUMBER_GRID';
export const isGroup = ({ kind }: Pick<Question, 'kind'>): boolean => kind === 'REPEATING_GROUP';

/** An answer as rules read it; undefined where there never was one. */
export function written(question: Question, known: Known): unknown {
  const whole = known.stored(question.id);
  const codes = codesOf(question);
  if (!hasRows(question) && !isGroup(question)) {
    if (question.kind === 'MULTIPLE_CHOICE' && whole?.state === 'ANSWERED') return codesIn(whole, codes);
    return whole === undefined ? undefined : cell(whole, codes);
  }
  if (whole !== undefined && whole.state !== 'NOT_ANSWERED') return cell(whole, codes);
  if (isGroup(question)) return { group: rowsOf(question, known).map((item) => rowOf(question, item, known, codes)) };
  const rows = question.parts.map((part) => [part.code, cell(known.stored(part.id), codes)]);
  return { rows: Object.fromEntries(rows) };
}

/** The rows of a group in which something is answered, in the order of their keys. */
export function rowsOf(question: Question, known: Pick<Known, 'keys'>): readonly string[] {
  const fields = new Set(question.parts.map((it) => it.id));
  const keys = known.keys().map(partsOf);
  const items = keys.filter((it) => fields.has(it.questionId)).map((it) => it.item ?? '');
  return [...new Set(items)].sort();
}

function rowOf(question: Question, item: string, known: Known, codes: Codes): unknown {
  const fields = question.parts.map((part) => [part.code, cell(known.stored(keyOf(part.id, item)), codes)]);
  return Object.fromEntries(fields);
}

type Codes = ReadonlyMap<string, string>;

function codesOf(question: Question): Codes {
  const options = [...question.options, ...question.parts.flatMap((it) => it.options)];
  return new Map(options.map((it) => [it.id, it.code]));
}

function codesIn(given: Given, codes: Codes): readonly string[] {
  return (given.optionIds ?? []).flatMap((id) => codes.get(id) ?? []);
}

function cell(given: Given | undefined, codes: Codes): unknown {
  if (given === undefined || given.state === 'NOT_ANSWERED') return null;
  if (given.state !== 'ANSWERED') return { none: given.state.toLowerCase() };
  if (given.date !== undefined) return { date: given.date };
  return codesIn(given, codes)[0] ?? given.text ?? given.number ?? null;
}
