import type { KindTexts } from '../kinds.ts';

export const nb: KindTexts = {
  answerMissing: 'Svar på dette spørsmålet.',
  answerUnfit: 'Svaret passer ikke sammen med de andre svarene. Se over det.',
  clear: 'Fjern svaret',
  clearOf: (what) => `Fjern svaret på «${what}»`,
  why: 'Hvorfor spør vi?',

  chooseAtMost: (count) => (count === 1 ? 'Velg høyst én.' : `Velg inntil ${count}.`),
  allChosen: (count) => `Du har valgt ${count} av ${count}. Fjern et valg hvis du vil velge noe annet.`,
  between: (least, most) => `Et tall fra ${least} til ${most}.`,
  atLeast: (least) => `Et tall som er minst ${least}.`,
  atMost: (most) => `Et tall som er høyst ${most}.`,
  wholeNumbers: 'Bare hele tall.',
  notANumber: 'Skriv et tall, med sifre.',
  notWhole: 'Skriv et helt tall.',
  separators: 'Skriv tallet uten punktum mellom tusenene.',
  tooSmall: (least) => `Skriv et tall som er minst ${least}.`,
  tooLarge: (most) => `Skriv et tall som er høyst ${most}.`,
  charactersLeft: (count) => `${count} tegn igjen`,
  charactersOver: (count) => `${count} tegn for mye`,
  tooLong: (most) => `Skriv høyst ${most} tegn.`,
  days: (earliest, latest) =>
    earliest === ''
      ? `En dag til og med ${latest}.`
      : latest === ''
        ? `En dag fra og med ${earliest}.`
        : `En dag fra ${earliest} til ${latest}.`,
  notADay: 'Fyll ut hele datoen.',
  tooEarly: (earliest) => `Velg en dag fra ${earliest} og framover.`,
  tooLate: (latest) => `Velg en dag til og med ${latest}.`,
  sum: (sum) => `Sum: ${sum}`,

  onFile: (value) => `Vi har dette fra før: ${value}`,
  useOnFile: 'Bruk dette',
  useOnFileFor: (what) => `Bruk dette: ${what}`,
  addRow: 'Legg til rad',
  removeRow: 'Fjern rad',
  removeRowOf: (row) => `Fjern rad: ${row}`,
  row: (number) => `Rad ${number}`,
  rowRemoved: 'Raden er fjernet.',
  mostRows: (count) => `Det er plass til ${count} rader med svar.`,
  noRows: 'Det er ingen rader her ennå.',
  wholeIs: (answer) => `Hele spørsmålet er besvart med «${answer}».`,

  overtaken: (mine, theirs) =>
    `En kollega svarte «${theirs}» mens du hadde siden åpen. Svaret ditt, «${mine}», er ikke lagret.`,
  overtakenByNothing: (mine) =>
    `En kollega fjernet svaret mens du hadde siden åpen. Svaret ditt, «${mine}», er ikke lagret.`,
  removed: 'fjernet',
  useMine: 'Bruk mitt svar',
  keepTheirs: 'Behold kollegaens svar',

  remaining: 'Dette gjenstår før dere kan sende inn',
  noneRemaining: 'Alt som må besvares, er besvart.',
  problemIn: (position, where, message) => `Spørsmål ${position}, ${where}: ${message}`,
  allAnswers: 'Svarene deres',
  notAnswered: 'Ikke besvart',

  serviceKinds: {
    ACCESS: 'Innsyn',
    API: 'API',
    BROKER: 'Formidling',
    CONSENT: 'Samtykke',
    LINK: 'Lenke',
    MESSAGE: 'Melding',
    OTHER: 'Annet',
    SUBMISSION: 'Innsending',
  },
  serviceStatuses: {
    DEVELOPING: 'Under utvikling',
    IN_PRODUCTION: 'I produksjon',
    MAPPING: 'Kartlegges',
    NOT_STARTED: 'Ikke startet',
    RETIRED: 'Avsluttet',
    TESTING: 'Testes',
  },
};
