//! The pages of the survey itself: its sections, the review, the receipt. Fetched when the respondent starts.
import { dateInNorway, dayAndClock, type Language, lastDayBefore, tagOf } from '../page/language.ts';
import type { Invitation, Submission } from './api.ts';
import { partsOf } from './given.ts';
import type { Page } from './kinds/kind.ts';
import { Rows } from './kinds/rows.ts';
import { type Problem, problemAt, problemsIn } from './missing.ts';
import { outcomeOf } from './outcome.ts';
import type { Actions, Shown, State } from './pages.ts';
import { answeredIn, firstOpenStep, hrefOf, numbersOf, questionsOf, sectionsOf, shownIn, stepOf } from './steps.ts';
import { textsIn } from './texts.ts';
import { kindTextsIn } from './texts/kinds.ts';
import { answersView } from './views/answers.ts';
import { questionView } from './views/question.ts';
import { receipt } from './views/receipt.ts';
import { review } from './views/review.ts';
import { section } from './views/section.ts';

export { firstOpenStep, hrefOf, problemAt, questionsOf, Rows, stepOf };

/** What the rules come to now. */
export function judge(invitation: Invitation, state: State): State['outcome'] {
  return outcomeOf(invitation, state.answers, dateInNorway(new Date()));
}

/** What stands on the page but cannot be saved as it is: it must be mended before anything is submitted. */
export function unfitIn(invitation: Invitation, state: State): readonly Problem[] {
  const { unfit } = state.answers;
  return problemsNow(invitation, state).filter(({ key }) => key !== undefined && unfit.has(key));
}

export function questionnairePage(invitation: Invitation, state: State, actions: Actions): Shown {
  return stepOf(invitation) === sectionsOf(invitation).length
    ? reviewPage(invitation, state, actions)
    : sectionPage(invitation, state, actions);
}

export function receiptPage(invitation: Invitation, submission: Submission, state: State, actions: Actions): Shown {
  const { language, contentLanguage } = state;
  const texts = textsIn(language);
  const kindTexts = kindTextsIn(language);
  const answers = answersIn(invitation, state, actions, 'h3');
  const element = receipt({ texts, kindTexts, language, lang: tagOf(contentLanguage), invitation, submission, answers });
  return { title: `${texts.receiptHeading} – ${invitation.round.questionnaire.title}`, element, questions: new Map() };
}

function problemsNow(invitation: Invitation, state: State): readonly Problem[] {
  return problemsIn(invitation, state.answers, state.outcome, kindTextsIn(state.language));
}

function surroundings(invitation: Invitation, state: State, actions: Actions): Page {
  const { language, answers } = state;
  const kindTexts = kindTextsIn(language);
  const questions = new Map(questionsOf(invitation).map((it) => [it.id, it]));
  /** What a rule says is said once an answer has settled, not while it is being typed. */
  const unfit = (key: string): string | undefined => {
    const question = questions.get(key);
    if (question === undefined || !state.outcome.invalid.has(key)) return undefined;
    const own = new Set([key, ...question.parts.map((it) => it.id)]);
    const given = answers.keys().filter((it) => own.has(partsOf(it).questionId));
    if (given.length === 0 || given.some((it) => answers.note(it).kind === 'saving')) return undefined;
    return question.validMessage ?? kindTexts.answerUnfit;
  };
  return {
    answers,
    language,
    kindTexts,
    texts: textsIn(language),
    services: invitation.organization.services,
    rows: (state.rows ??= new Rows()),
    problem: (key) => state.problems.find((it) => it.key === key)?.message ?? unfit(key),
    isRequired: (id) => state.outcome.required.has(id),
    announce: actions.announce,
  };
}

function sectionPage(invitation: Invitation, state: State, actions: Actions): Shown {
  const texts = textsIn(state.language);
  const sections = sectionsOf(invitation);
  const step = stepOf(invitation) ?? 0;
  const shown = sections[step];
  if (shown === undefined) throw new Error('no such section');
  const page = surroundings(invitation, state, actions);
  const numbers = numbersOf(invitation);
  const questions = new Map(shown.questions.map((it) => [it.id, questionView(it, numbers.get(it.id) ?? 0, page)]));
  for (const [id, view] of questions) view.element.hidden = state.outcome.hidden.has(id);
  const last = step + 1 === sections.length;
  const element = section({
    texts,
    context: contextOf(invitation),
    section: shown,
    note: invitation.round.anonymous && step === 0 ? texts.anonymousNote : undefined,
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

function reviewPage(invitation: Invitation, state: State, actions: Actions): Shown {
  const texts = textsIn(state.language);
  const sections = sectionsOf(invitation);
  const element = review({
    texts,
    kindTexts: kindTextsIn(state.language),
    context: contextOf(invitation),
    count: sections.length + 1,
    sections: sections.map((it, index) => ({
      title: it.title,
      href: hrefOf(index, invitation),
      answered: answeredIn(shownIn(it.questions, state), state),
      of: shownIn(it.questions, state).length,
    })),
    lang: tagOf(state.contentLanguage),
    problems: state.problems.map((it) => told(it, invitation, state, actions)),
    remaining: problemsNow(invitation, state).map((it) => told(it, invitation, state, actions)),
    answers: answersIn(invitation, state, actions, 'h2'),
    note: invitation.round.anonymous ? texts.anonymousNote : undefined,
    deadline: deadlineText(new Date(invitation.round.closesAt), state.language),
    busy: state.busy,
    unavailable: state.unavailable,
    previous: hrefOf(sections.length - 1, invitation),
    submit: actions.submit,
  });
  return { title: `${texts.reviewHeading} – ${invitation.round.questionnaire.title}`, element, questions: new Map() };
}

/** A problem with its place, and the way to it. */
function told(problem: Problem, invitation: Invitation, state: State, actions: Actions) {
  const { question, key, message } = problem;
  if (question === undefined) return { text: message, href: undefined, open: () => {} };
  const position = numbersOf(invitation).get(question.id) ?? 0;
  const step = sectionsOf(invitation).findIndex((it) => it.questions.some((other) => other.id === question.id));
  const { questionId, item } = partsOf(key ?? question.id);
  const part = question.parts.find((it) => it.id === questionId);
  const page = surroundings(invitation, state, actions);
  const place = item === undefined ? 0 : page.rows.of(question, page.services, state.answers).indexOf(item) + 1;
  const service = page.services.find((it) => it.id === item);
  const row = item === undefined ? [] : [service?.name ?? page.kindTexts.row(place)];
  const where = part === undefined ? '' : [...row, part.text].join(', ');
  return {
    text: where === '' ? page.texts.problem(position, message) : page.kindTexts.problemIn(position, where, message),
    href: hrefOf(step, invitation),
    open: () => actions.aimAt(problem),
  };
}

function answersIn(invitation: Invitation, state: State, actions: Actions, level: 'h2' | 'h3'): HTMLElement {
  const numbers = numbersOf(invitation);
  return answersView({
    invitation,
    page: surroundings(invitation, state, actions),
    lang: tagOf(state.contentLanguage),
    hidden: state.outcome.hidden,
    numberOf: (question) => numbers.get(question.id) ?? 0,
    level,
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
