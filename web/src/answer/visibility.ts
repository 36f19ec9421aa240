//! Which questions are shown, by their rules, the answers on the page and what is known of the owner.
import { dateInNorway } from '../page/language.ts';
import type { Answers, Choice } from './answers.ts';
import type { Invitation, Question } from './api.ts';
import { type Environment, evaluate } from './rules.ts';

/** The ids of those that are hidden. A hidden question counts as not shown for those after it, whatever it was answered. */
export function hiddenIn(invitation: Invitation, answers: Answers, now: Date): ReadonlySet<string> {
  const { sector, stratum, language } = invitation.organization;
  const said: Record<string, unknown> = {};
  const facts = { sector, stratum, language: language.toLowerCase() };
  const environment: Environment = { answers: said, facts, today: dateInNorway(now) };
  const hidden = new Set<string>();
  for (const question of invitation.round.questionnaire.sections.flatMap((it) => it.questions)) {
    const rule = question.visibleWhen?.json;
    const shown = rule === undefined || evaluate(rule, environment) === true;
    if (!shown) hidden.add(question.id);
    said[question.code] = shown ? written(question, answers.choice(question.id)) : { none: 'not_shown' };
  }
  return hidden;
}

/** An answer as rules read it. */
function written(question: Question, choice: Choice | undefined): unknown {
  if (choice === undefined) return null;
  if (choice.state !== 'ANSWERED') return { none: choice.state.toLowerCase() };
  return question.options.find((it) => it.id === choice.optionId)?.code ?? null;
}
