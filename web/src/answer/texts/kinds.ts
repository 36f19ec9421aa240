//! The texts that questions and answers are surrounded by; not needed before the survey is opened.
import type { Language } from '../../page/language.ts';
import { en } from './kinds/en.ts';
import { nb } from './kinds/nb.ts';
import { nn } from './kinds/nn.ts';

/** Numbers and days in these arrive as they are to be read. */
export interface KindTexts {
  answerMissing: string;
  answerUnfit: string;
  clear: string;
  clearOf(what: string): string;
  why: string;

  chooseAtMost(count: number): string;
  allChosen(count: number): string;
  between(least: string, most: string): string;
  atLeast(least: string): string;
  atMost(most: string): string;
  wholeNumbers: string;
  notANumber: string;
  notWhole: string;
  separators: string;
  tooSmall(least: string): string;
  tooLarge(most: string): string;
  charactersLeft(count: number): string;
  charactersOver(count: number): string;
  tooLong(most: number): string;
  days(earliest: string, latest: string): string;
  notADay: string;
  tooEarly(earliest: string): string;
  tooLate(latest: string): string;
  sum(sum: string): string;

  onFile(value: string): string;
  useOnFile: string;
  useOnFileFor(what: string): string;
  addRow: string;
  removeRow: string;
  removeRowOf(row: string): string;
  row(number: number): string;
  rowRemoved: string;
  mostRows(count: number): string;
  noRows: string;
  wholeIs(answer: string): string;

  overtaken(mine: string, theirs: string): string;
  overtakenByNothing(mine: string): string;
  removed: string;
  useMine: string;
  keepTheirs: string;

  remaining: string;
  noneRemaining: string;
  problemIn(position: number, where: string, message: string): string;
  allAnswers: string;
  notAnswered: string;

  serviceKinds: Readonly<Record<string, string>>;
  serviceStatuses: Readonly<Record<string, string>>;
}

const ALL: Record<Language, KindTexts> = { NB: nb, NN: nn, EN: en };

export function kindTextsIn(language: Language): KindTexts {
  return ALL[language];
}
