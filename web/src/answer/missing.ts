//! What stands in the way of submitting, found on the page as the server finds it when everything is submitted. Pure.
import type { Invitation, Question } from './api.ts';
import { keyOf, type Given, partsOf } from './given.ts';
import type { Outcome } from './outcome.ts';
import { hasRows, isGroup, rowsOf } from './written.ts';

/** Something to put right; without a question it concerns the whole. */
export interface Problem {
  question: Question | undefined;
  /** What of the question: itself, a row, or a field of a row; undefined without a question. */
  key: string | undefined;
  message: string;
}
interface Answered {
  given(key: string): Given | undefined;
  keys(): readonly string[];
  unfit: ReadonlyMap<string, string>;
}
interface Words {
  answerMissing: string;
  answerUnfit: string;
}

/** Everything that is missing, that a rule refuses, or that cannot be saved as it is, in the order of the questions. */
export function problemsIn(
  invitation: Invitation,
  answered: Answered,
  outcome: Outcome,
  words: Words,
): readonly Problem[] {
  const questions = invitation.round.questionnaire.sections.flatMap((it) => it.questions);
  return questions
    .filter((it) => !outcome.hidden.has(it.id))
    .flatMap((question) => {
      const unsaved = unsavedIn(question, answered);
      const missing = missingIn(question, answered, outcome.required.has(question.id));
      const unfit = outcome.invalid.has(question.id)
        ? [{ question, key: question.id, message: question.validMessage ?? words.answerUnfit }]
        : [];
      const told = new Set(unsaved.map((it) => it.key));
      const gaps = missing
        .filter((key) => !told.has(key))
        .map((key) => ({ question, key, message: words.answerMissing }));
      return [...unsaved, ...gaps, ...unfit];
    });
}

function unsavedIn(question: Question, answered: Answered): readonly Problem[] {
  const own = new Set([question.id, ...question.parts.map((it) => it.id)]);
  return [...answered.unfit]
    .filter(([key]) => own.has(partsOf(key).questionId))
    .map(([key, message]) => ({ question, key, message }));
}

/** The keys under which an answer is missing. */
function missingIn(question: Question, answered: Answered, required: boolean): readonly string[] {
  const has = (key: string): boolean => answered.given(key) !== undefined;
  // For the whole it stands for all its parts, whatever was answered to those.
  if (has(question.id)) return [];
  if (hasRows(question)) return required ? question.parts.map((it) => it.id).filter((id) => !has(id)) : [];
  if (!isGroup(question)) return required ? [question.id] : [];
  const none = rowsOf(question, answered).length === 0;
  return required && none ? [question.id] : missingFields(question, answered);
}

/** A row that has an answer needs one in each field that must have one. */
function missingFields(question: Question, answered: Answered): readonly string[] {
  const needed = question.parts.filter((it) => it.required);
  return rowsOf(question, answered).flatMap((item) =>
    needed.map((it) => keyOf(it.id, item)).filter((key) => answered.given(key) === undefined),
  );
}

/** Whether there is nothing left to answer in a question that is shown. */
export function isAnswered(question: Question, answered: Answered): boolean {
  if (answered.given(question.id) !== undefined) return true;
  if (hasRows(question)) return question.parts.every((it) => answered.given(it.id) !== undefined);
  return isGroup(question) && rowsOf(question, answered).length > 0 && missingFields(question, answered).length === 0;
}

/** What the server says of a field such as `answers.Q23.sign` or `answers.Q17.row-1.name`, at its place. */
export function problemAt(
  { field, message }: { field: readonly string[]; message: string },
  questions: readonly Question[],
): Problem {
  const [, code, first, second] = field;
  const question = questions.find((it) => it.code === code);
  if (question === undefined) return { question, key: undefined, message };
  const part = question.parts.find((it) => it.code === (isGroup(question) ? second : first));
  const key = part === undefined ? question.id : keyOf(part.id, isGroup(question) ? first : undefined);
  return { question, key, message };
}
