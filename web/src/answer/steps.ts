//! The way through the survey: its sections, then the review. Each has an address of its own, so that the browser's back
//! button works.
import type { Invitation, Question } from './api.ts';
import { isAnswered } from './missing.ts';
import type { State } from './pages.ts';

export function sectionsOf(invitation: Invitation) {
  return invitation.round.questionnaire.sections;
}

export function questionsOf(invitation: Invitation): readonly Question[] {
  return sectionsOf(invitation).flatMap((it) => it.questions);
}

/** The number that a question is shown with. Those that rules hide keep theirs; texts to read have none. */
export function numbersOf(invitation: Invitation): ReadonlyMap<string, number> {
  const numbered = questionsOf(invitation).filter((it) => it.kind !== 'INFORMATION');
  return new Map(numbered.map((it, index) => [it.id, index + 1]));
}

/** The questions of these that are there to be answered. */
export function shownIn(questions: readonly Question[], state: State): readonly Question[] {
  return questions.filter((it) => it.kind !== 'INFORMATION' && !state.outcome.hidden.has(it.id));
}

export function answeredIn(questions: readonly Question[], state: State): number {
  return questions.filter((it) => isAnswered(it, state.answers)).length;
}

/** The first section with something left to answer; the review page when there is none. */
export function firstOpenStep(invitation: Invitation, state: State): number {
  // Whoever has not begun reads what stands first, also where there is nothing to answer.
  if (state.answers.keys().length === 0) return 0;
  const open = sectionsOf(invitation).findIndex((it) => {
    const shown = shownIn(it.questions, state);
    return answeredIn(shown, state) < shown.length;
  });
  return open === -1 ? sectionsOf(invitation).length : open;
}

/** The last step is the review. */
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
