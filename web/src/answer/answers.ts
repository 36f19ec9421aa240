//! What has been answered, and how it gets saved: at once, in the background, without losing or overwriting anything.
//!
//! An answer stays in `pending` until the server has acknowledged it. Each save names the revision it builds on; when a
//! colleague was there first, the colleague's answer is shown and the respondent decides. Without contact the answers
//! wait here and are sent again, at growing intervals and as soon as the browser is back online.
import { Unavailable, type UserError } from '../page/graphql.ts';
import { type Answer, type AnswerInput, type Api, Refused } from './api.ts';

export type Choice = { state: 'ANSWERED'; optionId: string } | { state: 'DONT_KNOW' } | { state: 'NOT_RELEVANT' };

export type Note =
  | { kind: 'none' }
  | { kind: 'saving' }
  | { kind: 'waiting' }
  | { kind: 'saved'; at: Date }
  | { kind: 'overtaken'; mine: Choice }
  | { kind: 'refused'; message: string };

/** How saving as a whole is going; `waiting` means that the service cannot be reached. */
export type Saving = 'idle' | 'saving' | 'waiting';

interface Kept {
  choice: Choice;
  revision: number;
  at: Date;
}
interface Hooks {
  /** The answer to this question, or what is said about it, has changed. */
  changed(questionId: string): void;
  saving(state: Saving): void;
  /** The server will take no more answers: the round is closed, the link withdrawn, or all is submitted already. */
  stopped(errors: readonly UserError[]): void;
  questionIdOf(code: string): string | undefined;
  reload(): Promise<readonly Answer[]>;
}

/** Radio buttons fire on every arrow key: wait for the choice to settle. */
const SETTLE_MS = 300;
const RETRY_MS = [2_000, 4_000, 8_000, 15_000, 30_000];
const FINAL = ['LINK_INVALID', 'ROUND_NOT_OPEN', 'ROUND_CLOSED', 'ALREADY_SUBMITTED'];
const OVERTAKEN = 'ANSWER_CHANGED';

export class Answers {
  readonly #api: Api;
  readonly #hooks: Hooks;
  readonly #kept = new Map<string, Kept>();
  readonly #pending = new Map<string, Choice>();
  /** Sent, but the answer to the request never arrived: the server may have it all the same. */
  readonly #unacknowledged = new Map<string, Choice[]>();
  readonly #notes = new Map<string, Note>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #flight: Promise<void> | undefined;
  #failures = 0;
  #stopped = false;

  constructor(api: Api, hooks: Hooks) {
    this.#api = api;
    this.#hooks = hooks;
  }

  /** Whether these errors mean that no more answers are taken: no use in asking again. */
  static isFinal(errors: readonly UserError[]): boolean {
    return errors.some((it) => FINAL.includes(it.code));
  }

  choice(questionId: string): Choice | undefined {
    return this.#pending.get(questionId) ?? this.#kept.get(questionId)?.choice;
  }

  note(questionId: string): Note {
    const note = this.#notes.get(questionId);
    if (note !== undefined) return note;
    const kept = this.#kept.get(questionId);
    return kept === undefined ? { kind: 'none' } : { kind: 'saved', at: kept.at };
  }

  get allSaved(): boolean {
    return this.#pending.size === 0;
  }

  /** All saved, and nothing to tell about any answer. */
  get quiet(): boolean {
    return this.allSaved && this.#notes.size === 0;
  }

  /**
   * Takes over what the server has. An answer of ours that still waits stays as it is, and so does the revision that it
   * builds on: what a colleague has saved meanwhile must be met when it is sent. `settled` are those whose own save was
   * just answered.
   */
  adopt(answers: readonly Answer[], settled: ReadonlySet<string> = new Set()): void {
    for (const answer of answers) {
      const choice = choiceOf(answer);
      const { id } = answer.question;
      if (choice === undefined || (this.#pending.has(id) && !settled.has(id))) continue;
      const before = this.#kept.get(id)?.revision;
      this.#kept.set(id, { choice, revision: answer.revision, at: new Date(answer.answeredAt) });
      if (before !== answer.revision) this.#hooks.changed(id);
    }
  }

  choose(questionId: string, choice: Choice): void {
    this.#pending.set(questionId, choice);
    this.#say(questionId, { kind: this.#failures > 0 ? 'waiting' : 'saving' });
    if (this.#failures === 0) this.#schedule(SETTLE_MS);
  }

  /** Tries to save everything now; afterwards `allSaved` tells whether that went well. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    while (this.#flight !== undefined) await this.#flight;
    if (this.#pending.size === 0 || this.#stopped) return;
    this.#flight = this.#send().finally(() => {
      this.#flight = undefined;
    });
    await this.#flight;
  }

  /** Nothing more will be sent. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #schedule(delay: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), delay);
  }

  async #send(): Promise<void> {
    const batch = [...this.#pending];
    this.#hooks.saving('saving');
    try {
      const inputs = batch.map(([id, choice]) => inputOf(id, choice, this.#kept.get(id)?.revision));
      const { answers, userErrors } = await this.#api.save(inputs);
      this.#failures = 0;
      if (Answers.isFinal(userErrors)) return this.#stopWith(userErrors);
      this.adopt(answers ?? [], new Set(batch.map(([id]) => id)));
      for (const answer of answers ?? []) this.#acknowledge(answer.question.id, batch);
      if (userErrors.length > 0) await this.#settleErrors(userErrors, batch);
    } catch (error) {
      if (error instanceof Refused) return this.#stopWith(error.errors);
      if (!(error instanceof Unavailable)) throw error;
      return this.#wait(batch);
    }
    this.#hooks.saving('idle');
    if (this.#pending.size > 0) this.#schedule(SETTLE_MS);
  }

  #acknowledge(id: string, batch: readonly (readonly [string, Choice])[]): void {
    const sent = batch.find(([it]) => it === id)?.[1];
    if (sent !== undefined) this.#unacknowledged.delete(id);
    const newest = this.#pending.get(id);
    if (sent === undefined || newest === undefined || !same(sent, newest)) return;
    this.#pending.delete(id);
    this.#say(id, undefined);
  }

  /** Errors name the question by its code (or its place in the request). What they do not name is sent once more. */
  async #settleErrors(errors: readonly UserError[], batch: readonly (readonly [string, Choice])[]): Promise<void> {
    const named = new Map<string, UserError>();
    for (const error of errors) {
      const id = this.#questionOf(error, batch);
      if (id !== undefined) named.set(id, error);
    }
    // An error about no question at all would otherwise be met again for ever.
    if (named.size === 0) for (const [id] of batch) if (errors[0] !== undefined) named.set(id, errors[0]);
    const overtaken = new Set([...named].filter(([, it]) => it.code === OVERTAKEN).map(([id]) => id));
    if (overtaken.size > 0) this.adopt(await this.#hooks.reload(), overtaken);
    for (const [id, error] of named) {
      const mine = this.#pending.get(id);
      if (mine === undefined) continue;
      const theirs = this.#kept.get(id)?.choice;
      const lost = this.#unacknowledged.get(id) ?? [];
      this.#unacknowledged.delete(id);
      if (error.code !== OVERTAKEN || theirs === undefined) {
        this.#pending.delete(id);
        this.#say(id, { kind: 'refused', message: error.message });
      } else if (same(mine, theirs)) {
        this.#pending.delete(id);
        this.#say(id, undefined);
      } else if (!lost.some((it) => same(it, theirs))) {
        this.#pending.delete(id);
        this.#say(id, { kind: 'overtaken', mine });
      } // else it was our own earlier save whose answer got lost: the newer choice goes out on top of it
    }
  }

  #questionOf(error: UserError, batch: readonly (readonly [string, Choice])[]): string | undefined {
    for (const part of error.field) {
      const id = /^\d+$/.test(part) ? batch[Number(part)]?.[0] : this.#hooks.questionIdOf(part);
      if (id !== undefined) return id;
    }
    return undefined;
  }

  #wait(batch: readonly (readonly [string, Choice])[]): void {
    for (const [id, choice] of batch) this.#unacknowledged.set(id, [...(this.#unacknowledged.get(id) ?? []), choice]);
    for (const id of this.#pending.keys()) this.#say(id, { kind: 'waiting' });
    const delay = RETRY_MS[Math.min(this.#failures, RETRY_MS.length - 1)] ?? 30_000;
    this.#failures += 1;
    this.#hooks.saving('waiting');
    this.#schedule(delay);
  }

  #stopWith(errors: readonly UserError[]): void {
    this.stop();
    this.#hooks.saving('idle');
    this.#hooks.stopped(errors);
  }

  #say(questionId: string, note: Note | undefined): void {
    if (note === undefined) this.#notes.delete(questionId);
    else this.#notes.set(questionId, note);
    this.#hooks.changed(questionId);
  }
}

export function same(a: Choice, b: Choice): boolean {
  return a.state === b.state && (a.state !== 'ANSWERED' || a.optionId === (b as typeof a).optionId);
}

function choiceOf(answer: Answer): Choice | undefined {
  if (answer.state !== 'ANSWERED') return { state: answer.state };
  const option = answer.options[0];
  return option === undefined ? undefined : { state: 'ANSWERED', optionId: option.id };
}

function inputOf(questionId: string, choice: Choice, revision: number | undefined): AnswerInput {
  return {
    questionId,
    state: choice.state,
    ...(choice.state === 'ANSWERED' ? { optionIds: [choice.optionId] } : {}),
    ...(revision === undefined ? {} : { baseRevision: revision }),
  };
}
