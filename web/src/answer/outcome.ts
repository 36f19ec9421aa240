//! What the rules of a questionnaire come to with the answers so far, as the server works them out. Pure.
import type { Invitation, Question } from './api.ts';
import { type Environment, evaluate, type Rule, type Value } from './rules.ts';
import { type Known, written } from './written.ts';

/** Questions by id. */
export interface Outcome {
  /** Not shown. A hidden question counts as not shown for those after it, whatever it was answered. */
  hidden: ReadonlySet<string>;
  /** Shown, and to be answered before submitting. */
  required: ReadonlySet<string>;
  /** Shown and answered, but not as it must be. */
  invalid: ReadonlySet<string>;
}

export const NO_OUTCOME: Outcome = { hidden: new Set(), required: new Set(), invalid: new Set() };

export function outcomeOf(invitation: Invitation, known: Known, today: string): Outcome {
  const { sector, stratum, language } = invitation.organization;
  const said: Record<string, unknown> = {};
  const facts = { sector, stratum, language: language.toLowerCase() };
  const environment: Environment = { answers: said, facts, today };
  const decide = (rule: { json: Rule } | null, holds: (value: Value) => boolean): boolean =>
    rule === null || holds(evaluate(rule.json, environment));
  const isTrue = (value: Value): boolean => value === true;
  const hidden = new Set<string>();
  const required = new Set<string>();
  const invalid = new Set<string>();
  const judge = (question: Question): void => {
    if (!decide(question.visibleWhen, isTrue)) {
      hidden.add(question.id);
      said[question.code] = { none: 'not_shown' };
      return;
    }
    if (question.required && decide(question.requiredWhen, isTrue)) required.add(question.id);
    const answer = written(question, known);
    if (answer === undefined) return;
    said[question.code] = answer;
    if (!decide(question.validWhen, (value) => value !== false)) invalid.add(question.id);
  };
  for (const section of invitation.round.questionnaire.sections) section.questions.forEach(judge);
  return { hidden, required, invalid };
}
