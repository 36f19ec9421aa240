//! The three languages, and how times are written in them. All times are Norwegian time, as in the mails, wherever the
//! browser is.

export type Language = 'NB' | 'NN' | 'EN';

export const LANGUAGES: readonly { language: Language; tag: string; name: string }[] = [
  { language: 'NB', tag: 'nb', name: 'Bokmål' },
  { language: 'NN', tag: 'nn', name: 'Nynorsk' },
  { language: 'EN', tag: 'en', name: 'English' },
];

/** The tag for a `lang` attribute. */
export function tagOf(language: Language): string {
  return LANGUAGES.find((it) => it.language === language)?.tag ?? 'nb';
}

/** The language to start in, until the server or the person has said which one it is to be. */
export function browserLanguage(): Language {
  const tags = navigator.languages.map((it) => it.toLowerCase().split('-')[0]);
  const norwegian = tags.find((it) => it === 'nn' || it === 'nb' || it === 'no');
  if (norwegian === 'nn') return 'NN';
  return norwegian === undefined && tags.includes('en') ? 'EN' : 'NB';
}

/** «14.32» in Norwegian, “14:32” in English. */
function clock(at: Date, language: Language): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: 'Europe/Oslo',
  }).format(at);
  return language === 'EN' ? parts : parts.replace(':', '.');
}

/** «21. november 2026». Bokmål and nynorsk have the same names of months, and not every browser knows nynorsk. */
function day(at: Date, language: Language): string {
  const locale = language === 'EN' ? 'en-GB' : 'nb-NO';
  const parts = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'Europe/Oslo' } as const;
  return new Intl.DateTimeFormat(locale, parts).format(at);
}

/** A day without a time, given as 2026-11-21: «21. november 2026». */
export function dayInWords(date: string, language: Language): string {
  return day(new Date(`${date}T12:00:00Z`), language);
}

/** «21. november 2026 kl. 14.32». */
export function dayAndClock(at: Date, language: Language): string {
  return `${day(at, language)} ${language === 'EN' ? 'at' : 'kl.'} ${clock(at, language)}`;
}

/** The time of day for today, with the date before it for any other day. */
export function when(at: Date, language: Language): string {
  if (day(at, 'EN') !== day(new Date(), 'EN')) return dayAndClock(at, language);
  return `${language === 'EN' ? 'at' : 'kl.'} ${clock(at, language)}`;
}

/** The last whole day before a moment that is midnight; undefined for any other moment. */
export function lastDayBefore(until: Date, language: Language): string | undefined {
  if (until.getTime() % 60_000 !== 0 || clock(until, 'EN') !== '00:00') return undefined;
  return day(new Date(until.getTime() - 1), language);
}

/** The date in Norway, as 2026-11-21. */
export function dateInNorway(at: Date): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
    timeZone: 'Europe/Oslo',
  });
  const part = (type: string): string => format.formatToParts(at).find((it) => it.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}
