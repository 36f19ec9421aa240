import type { KindTexts } from '../kinds.ts';

export const nn: KindTexts = {
  answerMissing: 'Svar på dette spørsmålet.',
  answerUnfit: 'Svaret passar ikkje saman med dei andre svara. Sjå over det.',
  clear: 'Fjern svaret',
  clearOf: (what) => `Fjern svaret på «${what}»`,
  why: 'Kvifor spør vi?',

  chooseAtMost: (count) => (count === 1 ? 'Vel høgst éin.' : `Vel inntil ${count}.`),
  allChosen: (count) => `Du har valt ${count} av ${count}. Fjern eit val dersom du vil velje noko anna.`,
  between: (least, most) => `Eit tal frå ${least} til ${most}.`,
  atLeast: (least) => `Eit tal som er minst ${least}.`,
  atMost: (most) => `Eit tal som er høgst ${most}.`,
  wholeNumbers: 'Berre heile tal.',
  notANumber: 'Skriv eit tal, med siffer.',
  notWhole: 'Skriv eit heilt tal.',
  separators: 'Skriv talet utan punktum mellom tusena.',
  tooSmall: (least) => `Skriv eit tal som er minst ${least}.`,
  tooLarge: (most) => `Skriv eit tal som er høgst ${most}.`,
  charactersLeft: (count) => `${count} teikn att`,
  charactersOver: (count) => `${count} teikn for mykje`,
  tooLong: (most) => `Skriv høgst ${most} teikn.`,
  days: (earliest, latest) =>
    earliest === ''
      ? `Ein dag til og med ${latest}.`
      : latest === ''
        ? `Ein dag frå og med ${earliest}.`
        : `Ein dag frå ${earliest} til ${latest}.`,
  notADay: 'Fyll ut heile datoen.',
  tooEarly: (earliest) => `Vel ein dag frå ${earliest} og framover.`,
  tooLate: (latest) => `Vel ein dag til og med ${latest}.`,
  sum: (sum) => `Sum: ${sum}`,

  onFile: (value) => `Vi har dette frå før: ${value}`,
  useOnFile: 'Bruk dette',
  useOnFileFor: (what) => `Bruk dette: ${what}`,
  addRow: 'Legg til rad',
  removeRow: 'Fjern rad',
  removeRowOf: (row) => `Fjern rad: ${row}`,
  row: (number) => `Rad ${number}`,
  rowRemoved: 'Rada er fjerna.',
  mostRows: (count) => `Det er plass til ${count} rader med svar.`,
  noRows: 'Det er ingen rader her enno.',
  wholeIs: (answer) => `Heile spørsmålet er svart på med «${answer}».`,

  overtaken: (mine, theirs) =>
    `Ein kollega svarte «${theirs}» medan du hadde sida open. Svaret ditt, «${mine}», er ikkje lagra.`,
  overtakenByNothing: (mine) =>
    `Ein kollega fjerna svaret medan du hadde sida open. Svaret ditt, «${mine}», er ikkje lagra.`,
  removed: 'fjerna',
  useMine: 'Bruk svaret mitt',
  keepTheirs: 'Behald svaret frå kollegaen',

  remaining: 'Dette står att før de kan sende inn',
  noneRemaining: 'Det er svart på alt som må svarast på.',
  problemIn: (position, where, message) => `Spørsmål ${position}, ${where}: ${message}`,
  allAnswers: 'Svara dykkar',
  notAnswered: 'Ikkje svart på',

  serviceKinds: {
    ACCESS: 'Innsyn',
    API: 'API',
    BROKER: 'Formidling',
    CONSENT: 'Samtykke',
    LINK: 'Lenkje',
    MESSAGE: 'Melding',
    OTHER: 'Anna',
    SUBMISSION: 'Innsending',
  },
  serviceStatuses: {
    DEVELOPING: 'Under utvikling',
    IN_PRODUCTION: 'I produksjon',
    MAPPING: 'Blir kartlagd',
    NOT_STARTED: 'Ikkje starta',
    RETIRED: 'Avslutta',
    TESTING: 'Blir testa',
  },
};
