import type { KindTexts } from '../kinds.ts';

export const en: KindTexts = {
  answerMissing: 'Answer this question.',
  answerUnfit: 'The answer does not fit the other answers. Look it over.',
  clear: 'Remove the answer',
  clearOf: (what) => `Remove the answer to “${what}”`,
  why: 'Why do we ask?',

  chooseAtMost: (count) => (count === 1 ? 'Choose at most one.' : `Choose up to ${count}.`),
  allChosen: (count) => `You have chosen ${count} of ${count}. Remove one to choose something else.`,
  between: (least, most) => `A number from ${least} to ${most}.`,
  atLeast: (least) => `A number that is at least ${least}.`,
  atMost: (most) => `A number that is at most ${most}.`,
  wholeNumbers: 'Whole numbers only.',
  notANumber: 'Write a number, in digits.',
  notWhole: 'Write a whole number.',
  separators: 'Write the number without commas between the thousands.',
  tooSmall: (least) => `Write a number that is at least ${least}.`,
  tooLarge: (most) => `Write a number that is at most ${most}.`,
  charactersLeft: (count) => `${count} ${count === 1 ? 'character' : 'characters'} left`,
  charactersOver: (count) => `${count} ${count === 1 ? 'character' : 'characters'} too many`,
  tooLong: (most) => `Write at most ${most} characters.`,
  days: (earliest, latest) =>
    earliest === ''
      ? `A day up to and including ${latest}.`
      : latest === ''
        ? `A day from ${earliest} on.`
        : `A day from ${earliest} to ${latest}.`,
  notADay: 'Fill in the whole date.',
  tooEarly: (earliest) => `Choose a day from ${earliest} on.`,
  tooLate: (latest) => `Choose a day no later than ${latest}.`,
  sum: (sum) => `Sum: ${sum}`,

  onFile: (value) => `We have this on file: ${value}`,
  useOnFile: 'Use this',
  useOnFileFor: (what) => `Use this: ${what}`,
  addRow: 'Add a row',
  removeRow: 'Remove the row',
  removeRowOf: (row) => `Remove the row: ${row}`,
  row: (number) => `Row ${number}`,
  rowRemoved: 'The row is removed.',
  mostRows: (count) => `There is room for ${count} rows with answers.`,
  noRows: 'There are no rows here yet.',
  wholeIs: (answer) => `The whole question is answered “${answer}”.`,

  overtaken: (mine, theirs) =>
    `A colleague answered “${theirs}” while you had the page open. Your answer, “${mine}”, is not saved.`,
  overtakenByNothing: (mine) =>
    `A colleague removed the answer while you had the page open. Your answer, “${mine}”, is not saved.`,
  removed: 'removed',
  useMine: 'Use my answer',
  keepTheirs: 'Keep the colleague’s answer',

  remaining: 'This is left before you can submit',
  noneRemaining: 'Everything that must be answered is answered.',
  problemIn: (position, where, message) => `Question ${position}, ${where}: ${message}`,
  allAnswers: 'Your answers',
  notAnswered: 'Not answered',

  serviceKinds: {
    ACCESS: 'Access',
    API: 'API',
    BROKER: 'File transfer',
    CONSENT: 'Consent',
    LINK: 'Link',
    MESSAGE: 'Message',
    OTHER: 'Other',
    SUBMISSION: 'Form',
  },
  serviceStatuses: {
    DEVELOPING: 'In development',
    IN_PRODUCTION: 'In production',
    MAPPING: 'Being mapped',
    NOT_STARTED: 'Not started',
    RETIRED: 'Ended',
    TESTING: 'Being tested',
  },
};
