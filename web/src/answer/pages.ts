//! Which page the present state shows. Those that need the survey are in `survey.ts`, which is fetched with it.
import { dayAndClock, type Language } from '../page/language.ts';
import type { Answers } from './answers.ts';
import type { Invitation, Submission } from './api.ts';
import type { Rows } from './kinds/rows.ts';
import type { Problem } from './missing.ts';
import type { Outcome } from './outcome.ts';
import { textsIn } from './texts.ts';
import { landing } from './views/landing.ts';
import { message } from './views/message.ts';
import type { QuestionView } from './views/question.ts';

export type Survey = typeof import('./survey.ts');

export type Page =
  | { name: 'landing' | 'linkInvalid' | 'closed' }
  | { name: 'refused'; message: string }
  /** Submitted, and nobody's; with the hash of it right after that. */
  | { name: 'anonymous'; contentHash: string | undefined }
  | { name: 'notOpen'; invitation: Invitation | undefined }
  | { name: 'questionnaire'; survey: Survey; invitation: Invitation }
  | { name: 'receipt'; survey: Survey; invitation: Invitation; submission: Submission };

export interface State {
  page: Page;
  language: Language;
  /** The language of the invitation's own texts: behind `language` when those could not be fetched. */
  contentLanguage: Language;
  answers: Answers;
  /** The rows of repeating groups; undefined before the survey is there. */
  rows: Rows | undefined;
  /** What rules come to with the answers so far. */
  outcome: Outcome;
  /** What the server found wrong when it was last asked to submit. */
  problems: readonly Problem[];
  busy: boolean;
  unavailable: boolean;
}

export interface Actions {
  start(): void;
  submit(): void;
  /** Puts focus on this problem when its page is shown next. */
  aimAt(problem: Problem): void;
  announce(text: string): void;
}

export interface Shown {
  title: string;
  element: HTMLElement;
  /** The questions on the page, by id. */
  questions: ReadonlyMap<string, QuestionView>;
}

export function show(state: State, actions: Actions): Shown {
  const texts = textsIn(state.language);
  const page = state.page;
  const plain = (element: HTMLElement): Shown => ({ title: texts.pageTitle, element, questions: new Map() });
  const lastNotSaved = state.answers.allSaved ? undefined : texts.lastNotSaved;
  switch (page.name) {
    case 'landing':
      return plain(landing({ texts, busy: state.busy, unavailable: state.unavailable, start: actions.start }));
    case 'linkInvalid':
      return plain(message(texts.linkInvalidHeading, texts.linkInvalidLead, texts.linkInvalidHelp, lastNotSaved));
    case 'closed':
      return plain(message(texts.closedHeading, texts.closedLead, texts.closedHelp, lastNotSaved));
    case 'notOpen': {
      const opensAt = page.invitation?.round.opensAt;
      return plain(
        message(
          texts.notOpenHeading,
          opensAt == null ? undefined : texts.notOpenLead(dayAndClock(new Date(opensAt), state.language)),
          texts.notOpenHelp,
        ),
      );
    }
    case 'refused':
      return plain(message(texts.refusedHeading, page.message, texts.closedHelp, lastNotSaved));
    case 'anonymous':
      return plain(
        message(
          texts.receiptHeading,
          texts.anonymousLead,
          texts.anonymousHelp,
          page.contentHash === undefined ? undefined : `${texts.receiptHash}: ${page.contentHash}`,
        ),
      );
    case 'receipt':
      return page.survey.receiptPage(page.invitation, page.submission, state, actions);
    case 'questionnaire':
      return page.survey.questionnairePage(page.invitation, state, actions);
  }
}
