//! Every text of the respondent's page, in the three languages, and how dates are written in them.
import type { Language } from './api.ts';
import { en } from './texts/en.ts';
import { nb } from './texts/nb.ts';
import { nn } from './texts/nn.ts';

export interface Texts {
  pageTitle: string;
  skipToContent: string;
  languageLabel: string;

  landingHeading: string;
  landingLead: string;
  landingFacts: readonly string[];
  start: string;
  starting: string;

  step(position: number, count: number): string;
  progress: string;
  optional: string;
  dontKnow: string;
  notRelevant: string;
  notSupported: string;
  previous: string;
  next: string;
  review: string;
  deadline(when: string): string;

  saving: string;
  saved(when: string): string;
  notSaved: string;
  allSaved: string;
  overtaken(mine: string, theirs: string): string;
  offline: string;
  offlineHeading: string;
  languageUnavailable: string;

  reviewHeading: string;
  reviewLead: string;
  answered(count: number, of: number): string;
  submitFreezes: string;
  submit: string;
  submitting: string;
  submitNeedsContact: string;
  problemsHeading: string;
  problem(position: number, message: string): string;

  receiptHeading: string;
  receiptLead: string;
  receiptKeep: string;
  receiptNumber: string;
  receiptTime: string;
  receiptFor: string;
  receiptStudy: string;
  receiptHash: string;
  receiptHashHelp: string;
  print: string;

  linkInvalidHeading: string;
  linkInvalidLead: string;
  linkInvalidHelp: string;
  closedHeading: string;
  closedLead: string;
  closedHelp: string;
  lastNotSaved: string;
  notOpenHeading: string;
  notOpenLead(when: string): string;
  notOpenHelp: string;
  refusedHeading: string;
  unavailableHeading: string;
  unavailableLead: string;
  tryAgain: string;
}

const ALL: Record<Language, Texts> = { NB: nb, NN: nn, EN: en };

export const LANGUAGES: readonly { language: Language; tag: string; name: string }[] = [
  { language: 'NB', tag: 'nb', name: 'Bokmål' },
  { language: 'NN', tag: 'nn', name: 'Nynorsk' },
  { language: 'EN', tag: 'en', name: 'English' },
];

/** The tag for a `lang` attribute. */
export function tagOf(language: Language): string {
  return LANGUAGES.find((it) => it.language === language)?.tag ?? 'nb';
}

export function textsIn(language: Language): Texts {
  return ALL[language];
}

/** The language to start in, until the server has said which one the invitation is in. */
export function browserLanguage(): Language {
  const tags = navigator.languages.map((it) => it.toLowerCase().split('-')[0]);
  const norwegian = tags.find((it) => it === 'nn' || it === 'nb' || it === 'no');
  if (norwegian === 'nn') return 'NN';
  return norwegian === undefined && tags.includes('en') ? 'EN' : 'NB';
}

/** «14.32» in Norwegian, “14:32” in English. */
export function clock(at: Date, language: Language): string {
  const [hours, minutes] = [at.getHours(), at.getMinutes()].map((it) => String(it).padStart(2, '0'));
  return `${hours}${language === 'EN' ? ':' : '.'}${minutes}`;
}

/** «21. november 2026 kl. 14.32». */
export function dayAndClock(at: Date, language: Language): string {
  const locale = { NB: 'nb-NO', NN: 'nn-NO', EN: 'en-GB' }[language];
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric' }).format(at);
  return `${day} ${language === 'EN' ? 'at' : 'kl.'} ${clock(at, language)}`;
}

/** The time of day for today, with the date before it for any other day. */
export function when(at: Date, language: Language): string {
  const today = at.toDateString() === new Date().toDateString();
  if (!today) return dayAndClock(at, language);
  return `${language === 'EN' ? 'at' : 'kl.'} ${clock(at, language)}`;
}
