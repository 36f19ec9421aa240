//! What has been answered, and how it gets saved: in the background, without losing or overwriting anything.
//!
//! An answer stays in `pending` until the server has acknowledged it. Each save names the revision it builds on; when a
//! colleague was there first, the colleague's answer is shown and the respondent decides. Without contact the answers
//! wait here and are sent again, at growing intervals and as soon as the browser is back online. What cannot be an answer
//! as it is typed (a word for a number) is held here too, so that it is neither sent nor lost.
import { Unavailable, type UserError } from '../page/graphql.ts';
import { type Answer, type Api, Refused } from './api.ts';
import { fromAnswer, type Given, inputOf, keyOf, NOTHING, same } from './given.ts';

export type Note =
  | { kind: 'none' }
  | { kind: 'saving' }
  | { kind: 'waiting' }
  | { kind: 'saved'; at: Date }
  | { kind: 'overtaken'; mine: Given }
  | { kind: 'refused'; mine: Given; message: string };

/** How saving as a whole is going; `waiting` means that the service cannot be reached. */
export type Saving = 'idle' | 'saving' | 'waiting';

/** Something typed that is no answer, and what is wrong with it in the language of the page. */
export interface Held {
  raw: string;
  fault: string;
}
interface Kept {
  given: Given;
  revision: number;
  at: Date;
}
interface Hooks {
  /** The answer under this key, or what is said about it, has changed. */
  changed(key: string): void;
  saving(state: Saving): void;
  /** The server will take no more answers: the round is closed, the link withdrawn, or all is submitted already. */
  stopped(errors: readonly UserError[]): void;
  reload(): Promise<readonly Answer[]>;
}
type Batch = readonly (readonly [string, Given])[];

/** Radio buttons fire on every arrow key: wait for the choice to settle. */
const SETTLE_MS = 300;
/** Whoever types pauses for longer, but is not to lose more than the last seconds. */
export const TYPING_MS = 900;
const LONGEST_WAIT_MS = 5_000;
const RETRY_MS = [2_000, 4_000, 8_000, 15_000, 30_000];
/** As many as the server takes at once. */
const AT_ONCE = 500;
const FINAL = ['LINK_INVALID', 'ROUND_NOT_OPEN', 'ROUND_CLOSED', 'ALREADY_SUBMITTED'];
const OVERTAKEN = 'ANSWER_CHANGED';

export class Answers {
  readonly #api: Pick<Api, 'save'>;
  readonly #hooks: Hooks;
  readonly #kept = new Map<string, Kept>();
  readonly #pending = new Map<string, Given>();
  readonly #held = new Map<string, Held>();
  /** Sent, but the answer to the request never arrived: the server may have it all the same. */
  readonly #unacknowledged = new Map<string, Given[]>();
  readonly #notes = new Map<string, Note>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When the oldest answer that waits was given. */
  #since: number | undefined;
  #flight: Promise<void> | undefined;
  #failures = 0;
  #stopped = false;

  constructor(api: Pick<Api, 'save'>, hooks: Hooks) {
    this.#api = api;
    this.#hooks = hooks;
  }

  /** Whether these errors mean that no more answers are taken: no use in asking again. */
  static isFinal(errors: readonly UserError[]): boolean {
    return errors.some((it) => FINAL.includes(it.code));
  }

  /** What is answered; undefined where nothing is, or nothing any more. */
  given(key: string): Given | undefined {
    const given = this.stored(key);
    return given?.state === 'NOT_ANSWERED' ? undefined : given;
  }

  /** What is answered, also where that was taken back; undefined where nothing ever was. */
  stored(key: string): Given | undefined {
    return this.#pending.get(key) ?? this.#kept.get(key)?.given;
  }

  /** The keys under which there is an answer, in the order in which they were first answered. */
  keys(): readonly string[] {
    return [...new Set([...this.#kept.keys(), ...this.#pending.keys()])].filter((it) => this.given(it) !== undefined);
  }

  note(key: string): Note {
    const note = this.#notes.get(key);
    if (note !== undefined) return note;
    const kept = this.#kept.get(key);
    return kept === undefined ? { kind: 'none' } : { kind: 'saved', at: kept.at };
  }

  held(key: string): Held | undefined {
    return this.#held.get(key);
  }

  /** What stands on the page but is not saved, and will not be as it is: by key, what is wrong with it. */
  get unfit(): ReadonlyMap<string, string> {
    const unfit = new Map([...this.#held].map(([key, { fault }]) => [key, fault]));
    for (const [key, note] of this.#notes) if (note.kind === 'refused') unfit.set(key, note.message);
    return unfit;
  }

  get allSaved(): boolean {
    return this.#pending.size === 0;
  }

  /** All saved, and nothing to tell about any answer. */
  get quiet(): boolean {
    return this.allSaved && this.#notes.size === 0 && this.#held.size === 0;
  }

  /**
   * Takes over what the server has. An answer of ours that still waits stays as it is, and so does the revision that it
   * builds on: what a colleague has saved meanwhile must be met when it is sent. `settled` are those whose own save was
   * just answered.
   */
  adopt(answers: readonly Answer[], settled: ReadonlySet<string> = new Set()): void {
    for (const answer of answers) {
      const key = keyOf(answer.question.id, answer.item);
      if (this.#pending.has(key) && !settled.has(key)) continue;
      const before = this.#kept.get(key)?.revision;
      this.#kept.set(key, { given: fromAnswer(answer), revision: answer.revision, at: new Date(answer.answeredAt) });
      if (before !== answer.revision) this.#hooks.changed(key);
    }
  }

  /** Takes an answer, and saves it when no other has come for so long. */
  give(key: string, given: Given, delay = SETTLE_MS): void {
    this.#held.delete(key);
    const note = this.#notes.get(key);
    // A text that a colleague's took the place of stays in sight until it is used or put away.
    const keepsMine = note?.kind === 'overtaken' && note.mine.text !== undefined;
    const there = this.stored(key) ?? NOTHING;
    if (same(there, given)) {
      if (!keepsMine && (note?.kind === 'overtaken' || note?.kind === 'refused')) this.#notes.delete(key);
      return this.#hooks.changed(key);
    }
    this.#pending.set(key, given);
    if (keepsMine) this.#hooks.changed(key);
    else this.#say(key, { kind: this.#failures > 0 ? 'waiting' : 'saving' });
    if (this.#failures === 0) this.#schedule(delay);
  }

  /** Keeps what was typed although it is no answer. What was answered before stays the answer. */
  hold(key: string, held: Held): void {
    this.#held.set(key, held);
    this.#hooks.changed(key);
  }

  /** Lets go of what is held: it can no longer be shown. */
  release(key: string): void {
    this.#held.delete(key);
  }

  /** Puts what is said about an answer away: it has been seen. */
  dismiss(key: string): void {
    this.#say(key, undefined);
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
    this.#since ??= Date.now();
    const left = Math.max(0, this.#since + LONGEST_WAIT_MS - Date.now());
    this.#timer = setTimeout(() => void this.flush(), Math.min(delay, left));
  }

  async #send(): Promise<void> {
    const batch: Batch = [...this.#pending].slice(0, AT_ONCE);
    this.#since = undefined;
    this.#hooks.saving('saving');
    try {
      const inputs = batch.map(([key, given]) => inputOf(key, given, this.#kept.get(key)?.revision));
      const { answers, userErrors } = await this.#api.save(inputs);
      this.#failures = 0;
      if (Answers.isFinal(userErrors)) return this.#stopWith(userErrors);
      this.adopt(answers ?? [], new Set(batch.map(([key]) => key)));
      const named = this.#named(userErrors, batch, answers === null);
      // What no error names is saved.
      for (const [key, sent] of answers === null ? [] : batch) if (!named.has(key)) this.#acknowledge(key, sent);
      await this.#settleErrors(named, answers === null);
    } catch (error) {
      if (error instanceof Refused) return this.#stopWith(error.errors);
      if (!(error instanceof Unavailable)) throw error;
      return this.#wait(batch);
    }
    this.#hooks.saving('idle');
    if (this.#pending.size > 0) this.#schedule(SETTLE_MS);
  }

  #acknowledge(key: string, sent: Given): void {
    this.#unacknowledged.delete(key);
    const newest = this.#pending.get(key);
    if (newest === undefined || !same(sent, newest)) return;
    this.#pending.delete(key);
    if (this.#notes.get(key)?.kind === 'overtaken') this.#hooks.changed(key);
    else this.#say(key, undefined);
  }

  /** Errors name the answer by its place in the request. */
  #named(errors: readonly UserError[], batch: Batch, noneSaved: boolean): ReadonlyMap<string, UserError> {
    const named = new Map<string, UserError>();
    for (const error of errors) {
      const place = error.field.find((it) => /^\d+$/.test(it));
      const key = place === undefined ? undefined : batch[Number(place)]?.[0];
      if (key !== undefined) named.set(key, error);
    }
    // An error about no answer at all would otherwise be met again for ever.
    if (noneSaved && named.size === 0) for (const [key] of batch) if (errors[0] !== undefined) named.set(key, errors[0]);
    return named;
  }

  /** Those that were not saved stay in sight, with what stands in their way. */
  async #settleErrors(named: ReadonlyMap<string, UserError>, noneSaved: boolean): Promise<void> {
    const overtaken = new Set([...named].filter(([, it]) => it.code === OVERTAKEN).map(([key]) => key));
    // Where anything was saved, what is stored came with the reply.
    if (overtaken.size > 0 && noneSaved) this.adopt(await this.#hooks.reload(), overtaken);
    for (const [key, error] of named) this.#settle(key, error);
  }

  #settle(key: string, error: UserError): void {
    const mine = this.#pending.get(key);
    if (mine === undefined) return;
    const theirs = this.#kept.get(key)?.given;
    const lost = this.#unacknowledged.get(key) ?? [];
    this.#unacknowledged.delete(key);
    if (error.code !== OVERTAKEN || theirs === undefined) {
      this.#pending.delete(key);
      this.#say(key, { kind: 'refused', mine, message: error.message });
    } else if (same(mine, theirs)) {
      this.#pending.delete(key);
      this.#say(key, undefined);
    } else if (!lost.some((it) => same(it, theirs))) {
      this.#pending.delete(key);
      this.#say(key, { kind: 'overtaken', mine });
    } // else it was our own earlier save whose answer got lost: the newer choice goes out on top of it
  }

  #wait(batch: Batch): void {
    for (const [key, given] of batch) this.#unacknowledged.set(key, [...(this.#unacknowledged.get(key) ?? []), given]);
    for (const key of this.#pending.keys()) this.#say(key, { kind: 'waiting' });
    const delay = RETRY_MS[Math.min(this.#failures, RETRY_MS.length - 1)] ?? 30_000;
    this.#failures += 1;
    this.#hooks.saving('waiting');
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), delay);
  }

  #stopWith(errors: readonly UserError[]): void {
    this.stop();
    this.#hooks.saving('idle');
    this.#hooks.stopped(errors);
  }

  #say(key: string, note: Note | undefined): void {
    if (note === undefined) this.#notes.delete(key);
    else this.#notes.set(key, note);
    this.#hooks.changed(key);
  }
}
