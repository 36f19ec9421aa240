//! Every text of the respondent's page, in the three languages.
import type { Language } from '../page/language.ts';
import type { ShellTexts } from '../page/shell.ts';
import { en } from './texts/en.ts';
import { nb } from './texts/nb.ts';
import { nn } from './texts/nn.ts';

export interface Texts extends ShellTexts {
  pageTitle: string;

  landingHeading: string;
  landingLead: string;
  landingFacts: readonly string[];
  landingSender: string;
  start: string;
  starting: string;

  step(position: number, count: number): string;
  progress: string;
  optional: string;
  nothingShown: string;
  dontKnow: string;
  notRelevant: string;
  previous: string;
  next: string;
  review: string;
  deadline(when: string): string;
  lastDay(day: string): string;

  saving: string;
  saved(when: string): string;
  notSaved: string;
  allSaved: string;
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

  reopened(reason: string): string;

  anonymousNote: string;
  anonymousLead: string;
  anonymousHelp: string;

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

export function textsIn(language: Language): Texts {
  return ALL[language];
}
