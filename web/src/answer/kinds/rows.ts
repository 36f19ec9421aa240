//! The rows of repeating groups that respondents have added: those with answers, and those that are still empty. Pure.
import type { Question, Service } from '../api.ts';
import { type Known, rowsOf } from '../written.ts';

export class Rows {
  readonly #added = new Map<string, string[]>();

  /** The rows to show: one for each service where the group is about those, then those that were added. */
  of(question: Question, services: readonly Service[], known: Pick<Known, 'keys'>): readonly string[] {
    const fromServices = question.format?.rowsFrom === 'SERVICES' ? services.map((it) => it.id) : [];
    const added = this.#of(question.id);
    for (const item of rowsOf(question, known)) if (!fromServices.includes(item) && !added.includes(item)) added.push(item);
    // Somebody who is to make the first row sees at once what belongs to one.
    if (added.length === 0 && question.format?.rowsFrom == null) this.add(question.id);
    return [...fromServices, ...added];
  }

  /** Adds a row after the others, also in the order of their keys. */
  add(questionId: string): string {
    const chance = [...crypto.getRandomValues(new Uint8Array(8))].map((it) => it.toString(16).padStart(2, '0'));
    const item = `row-${Date.now().toString(36)}-${chance.join('')}`;
    this.#of(questionId).push(item);
    return item;
  }

  remove(questionId: string, item: string): void {
    this.#added.set(
      questionId,
      this.#of(questionId).filter((it) => it !== item),
    );
  }

  #of(questionId: string): string[] {
    const added = this.#added.get(questionId) ?? [];
    this.#added.set(questionId, added);
    return added;
  }
}
