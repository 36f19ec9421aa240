//! Which page the present state shows, put together from the views.
import { dayAndClock, type Language, lastDayBefore, tagOf } from '../page/language.ts';
import type { Answers } from './answers.ts';
import type { Invitation, Question, Submission } from './api.ts';
import { textsIn } from './texts.ts';
import { landing } from './views/landing.ts';
import { message } from './views/message.ts';
import { type QuestionView, questionView } from './views/question.ts';
import { receipt } from './views/receipt.ts';
import { review } from './views/review.ts';
import { section } from './views/section.ts';

export type Page =
  | { name: 'landing' | 'linkInvalid' | 'closed' }
  | { name: 'refused'; message: string }
  | { name: 'notOpen'; invitation: Invitation | undefined }
  | { name: 'questionnaire'; invitation: Invitation }
  | { name: 'receipt'; invitation: Invitation; submission: Submission };

/** What stands in the way of submitting; without a question it concerns the whole. */
export interface Problem {
  question: Question | undefined;
  message: string;
}

export interface State {
  page: Page;
  language: Language;
  /** The language of the invitation's own texts: behind `language` when those could not be fetched. */
  contentLanguage: Language;
  answers: Answers;
  /** Questions that rules hide, by id. */
  hidden: ReadonlySet<string>;
  problems: readonly Problem[];
  busy: boolean;
  unavailable: boolean;
}

export interface Actions {
  start(): void;
  submit(): void;
  /** Puts focus on this question when its page is shown next. */
  aimAt(question: Question): void;
}

interface Shown {
  title: string;
  element: HTMLElement;
  /** The questions on the page, by id. */
  questions: ReadonlyMap<string, QuestionView>;
}

export function show(state: State, actions: Actions): Shown {
  const texts = textsIn(state.language);
  const page = state.page;
  const plain = (element: HTMLElement, title = texts.pageTitle): Shown => ({ title, element, questions: new Map() });
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
    case 'receipt': {
      const { invitation, submission } = page;
      const lang = tagOf(state.contentLanguage);
      return plain(
        receipt({ texts, language: state.language, lang, invitation, submission }),
        `${texts.receiptHeading} – ${invitation.round.questionnaire.title}`,
      );
    }
    case 'questionnaire':
      return stepOf(page.invitation) === sectionsOf(page.invitation).length
        ? plain(
            reviewPage(page.invitation, state, actions),
            `${texts.reviewHeading} – ${page.invitation.round.questionnaire.title}`,
          )
        : sectionPage(page.invitation, state);
  }
}

function sectionPage(invitation: Invitation, state: State): Shown {
  const { language, answers } = state;
  const texts = textsIn(language);
  const sections = sectionsOf(invitation);
  const step = stepOf(invitation) ?? 0;
  const shown = sections[step];
  if (shown === undefined) throw new Error('no such section');
  const before = sections.slice(0, step).reduce((sum, it) => sum + it.questions.length, 0);
  const questions = new Map(
    shown.questions.map((question, index) => [
      question.id,
      questionView({
        question,
        position: before + index + 1,
        answers,
        texts,
        language,
        problem: () => state.problems.find((it) => it.question?.id === question.id)?.message,
      }),
    ]),
  );
  for (const [id, view] of questions) view.element.hidden = state.hidden.has(id);
  const last = step + 1 === sections.length;
  const element = section({
    texts,
    context: contextOf(invitation),
    section: shown,
    position: step + 1,
    count: sections.length + 1,
    questions: [...questions.values()].map((it) => it.element),
    nothing: texts.nothingShown,
    lang: tagOf(state.contentLanguage),
    previous: step === 0 ? undefined : hrefOf(step - 1, invitation),
    next: hrefOf(step + 1, invitation),
    nextLabel: last ? texts.review : texts.next,
    review: !last && state.problems.length > 0 ? hrefOf(sections.length, invitation) : undefined,
  });
  return { title: `${shown.title} – ${invitation.round.questionnaire.title}`, element, questions };
}

function reviewPage(invitation: Invitation, state: State, actions: Actions): HTMLElement {
  const texts = textsIn(state.language);
  const sections = sectionsOf(invitation);
  const all = questionsOf(invitation);
  return review({
    texts,
    context: contextOf(invitation),
    count: sections.length + 1,
    sections: sections.map((it, index) => ({
      title: it.title,
      href: hrefOf(index, invitation),
      answered: answeredIn(shownIn(it.questions, state), state.answers),
      of: shownIn(it.questions, state).length,
    })),
    lang: tagOf(state.contentLanguage),
    problems: state.problems.map(({ question, message }) => {
      if (question === undefined) return { text: message, href: undefined, open: () => {} };
      const position = all.findIndex((it) => it.id === question.id) + 1;
      const step = sections.findIndex((it) => it.questions.some((other) => other.id === question.id));
      return {
        text: texts.problem(position, message),
        href: hrefOf(step, invitation),
        open: () => actions.aimAt(question),
      };
    }),
    deadline: deadlineText(new Date(invitation.round.closesAt), state.language),
    busy: state.busy,
    unavailable: state.unavailable,
    previous: hrefOf(sections.length - 1, invitation),
    submit: actions.submit,
  });
}

/** As the invitation says it: the last day, where the deadline is the midnight that ends it. */
function deadlineText(closesAt: Date, language: Language): string {
  const texts = textsIn(language);
  const day = lastDayBefore(closesAt, language);
  return day === undefined ? texts.deadline(dayAndClock(closesAt, language)) : texts.lastDay(day);
}

function contextOf({ organization, round }: Invitation): string {
  return `${round.questionnaire.title}\n${organization.name}`;
}

export function sectionsOf(invitation: Invitation) {
  return invitation.round.questionnaire.sections;
}

export function questionsOf(invitation: Invitation): readonly Question[] {
  return sectionsOf(invitation).flatMap((it) => it.questions);
}

/** The first section with something left to answer; the review page when there is none. */
export function firstOpenStep(invitation: Invitation, state: State): number {
  const open = sectionsOf(invitation).findIndex((it) => {
    const shown = shownIn(it.questions, state);
    return answeredIn(shown, state.answers) < shown.length;
  });
  return open === -1 ? sectionsOf(invitation).length : open;
}

function shownIn(questions: readonly Question[], state: State): readonly Question[] {
  return questions.filter((it) => !state.hidden.has(it.id));
}

function answeredIn(questions: readonly Question[], answers: Answers): number {
  return questions.filter((it) => answers.choice(it.id) !== undefined).length;
}

/** Each section has an address of its own, so that the browser's back button works; the last one is the review. */
export function hrefOf(step: number, invitation: Invitation): string {
  return step >= sectionsOf(invitation).length ? '#review' : `#part-${step + 1}`;
}

/** The step that the address names, if it names one. */
export function stepOf(invitation: Invitation): number | undefined {
  const count = sectionsOf(invitation).length;
  if (location.hash === '#review') return count;
  const step = Number(/^#part-(\d+)$/.exec(location.hash)?.[1] ?? Number.NaN) - 1;
  return step >= 0 && step < count ? step : undefined;
}
