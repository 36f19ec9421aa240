//! The respondent's way through: landing, the sections, review, receipt. Holds the state; `pages.ts` shows it.
import { Unavailable, type UserError } from '../page/graphql.ts';
import { browserLanguage, type Language } from '../page/language.ts';
import { Shell } from '../page/shell.ts';
import { Answers, type Saving } from './answers.ts';
import { Api, type Invitation, type Question, Refused } from './api.ts';
import { firstOpenStep, hrefOf, type Page, questionsOf, type State, show, stepOf } from './pages.ts';
import { textsIn } from './texts.ts';
import { hiddenIn } from './visibility.ts';
import type { QuestionView } from './views/question.ts';

export class App {
  readonly #shell: Shell;
  readonly #api: Api;
  readonly #state: State;
  #languageChosen = false;
  #offline = false;
  #invitation: Invitation | undefined;
  #questions: ReadonlyMap<string, QuestionView> = new Map();
  #aim: Question | undefined;

  constructor(host: HTMLElement, linkToken: string) {
    const language = browserLanguage();
    this.#shell = new Shell(host, (chosen) => void this.#chooseLanguage(chosen));
    this.#api = new Api(linkToken, language);
    const answers = new Answers(this.#api, {
      changed: (id) => this.#answerChanged(id),
      saving: (state) => this.#savingChanged(state),
      stopped: (errors) => void this.#leave(errors),
      questionIdOf: (code) => this.#allQuestions().find((it) => it.code === code)?.id,
      reload: async () => (await this.#load()).response?.answers ?? [],
    });
    this.#state = {
      page: { name: linkToken === '' ? 'linkInvalid' : 'landing' },
      language,
      contentLanguage: language,
      answers,
      hidden: new Set(),
      problems: [],
      busy: false,
      unavailable: false,
    };
    this.#render();
    window.addEventListener('hashchange', () => this.#turned());
    window.addEventListener('online', () => void answers.flush());
    document.addEventListener('visibilitychange', () => void answers.flush());
    window.addEventListener('beforeunload', (event) => {
      if (this.#state.page.name === 'questionnaire' && !answers.allSaved) event.preventDefault();
    });
  }

  /** The first thing that is asked of the server, and only when the respondent says so: mail scanners follow links. */
  async #start(): Promise<void> {
    await this.#busyWith('.start', async () => {
      await this.#api.open();
      let invitation = await this.#load();
      if (!this.#languageChosen && invitation.language !== this.#state.language) {
        this.#setLanguage(invitation.language);
        invitation = await this.#load();
      }
      this.#state.answers.adopt(invitation.response?.answers ?? []);
      this.#enter(invitation);
    });
  }

  async #submit(): Promise<void> {
    const state = this.#state;
    state.problems = [];
    await this.#busyWith('.ds-error-summary, .submit', async () => {
      await state.answers.flush();
      if (state.page.name !== 'questionnaire') return;
      if (!state.answers.allSaved) throw new Unavailable('some answers are not saved yet');
      const { submission, userErrors } = await this.#api.submit();
      const { invitation } = state.page;
      if (submission !== null) return this.#end({ name: 'receipt', invitation, submission });
      if (Answers.isFinal(userErrors)) return this.#leave(userErrors);
      state.problems = userErrors.map(({ field, message }) => ({
        question: this.#allQuestions().find((it) => field?.includes(it.code)),
        message,
      }));
    });
  }

  /** Shows that something is under way, then what came of it; `focus` says where focus goes if the page stays. */
  async #busyWith(focus: string, work: () => Promise<void>): Promise<void> {
    const { name } = this.#state.page;
    this.#state.busy = true;
    this.#state.unavailable = false;
    this.#render();
    document.querySelector<HTMLElement>('[aria-busy]')?.focus();
    try {
      await work();
    } catch (error) {
      if (error instanceof Refused) await this.#leave(error.errors);
      else if (error instanceof Unavailable) this.#state.unavailable = true;
      else throw error;
    } finally {
      this.#state.busy = false;
    }
    this.#render();
    if (this.#state.page.name === name) document.querySelector<HTMLElement>(focus)?.focus();
    else this.#shell.focusHeading();
  }

  /** Goes to the page that the invitation's own state asks for. */
  #enter(invitation: Invitation): void {
    this.#invitation = invitation;
    this.#hide();
    const submission = invitation.response?.latestSubmission;
    if (invitation.response?.status === 'SUBMITTED' && submission != null) {
      return this.#end({ name: 'receipt', invitation, submission });
    }
    if (invitation.round.status === 'PLANNED') return this.#end({ name: 'notOpen', invitation });
    if (invitation.round.status === 'CLOSED') return this.#end({ name: 'closed' });
    this.#state.page = { name: 'questionnaire', invitation };
    if (stepOf(invitation) === undefined) {
      history.replaceState(null, '', hrefOf(firstOpenStep(invitation, this.#state), invitation));
    }
  }

  /** The server lets us no further. What it says about a finished response is found in the invitation itself. */
  async #leave(errors: readonly UserError[]): Promise<void> {
    const codes = errors.map((it) => it.code);
    if (codes.includes('LINK_INVALID') || codes.length === 0) this.#end({ name: 'linkInvalid' });
    else if (codes.includes('ROUND_CLOSED')) this.#end({ name: 'closed' });
    else if (codes.includes('ROUND_NOT_OPEN')) this.#end({ name: 'notOpen', invitation: this.#invitation });
    else {
      this.#end({ name: 'refused', message: errors[0]?.message ?? '' });
      try {
        if (this.#invitation !== undefined) this.#enter(await this.#load());
      } catch {
        // The message that the server gave is what we have.
      }
    }
    this.#render();
    this.#shell.focusHeading();
  }

  #end(page: Page): void {
    this.#shell.announce('');
    this.#state.answers.stop();
    this.#state.page = page;
  }

  #turned(): void {
    if (this.#state.page.name !== 'questionnaire') return;
    this.#render();
    const aim = this.#aim === undefined ? undefined : this.#questions.get(this.#aim.id);
    this.#aim = undefined;
    if (aim === undefined) this.#shell.focusHeading();
    else aim.focus();
  }

  async #load(): Promise<Invitation> {
    const { language } = this.#state;
    const invitation = await this.#api.invitation(language);
    if (language !== this.#state.language && this.#invitation !== undefined) return this.#invitation;
    this.#invitation = invitation;
    this.#state.contentLanguage = language;
    return invitation;
  }

  async #chooseLanguage(language: Language): Promise<void> {
    this.#languageChosen = true;
    this.#setLanguage(language);
    this.#shell.notice('');
    this.#render();
    const { page } = this.#state;
    if (page.name !== 'questionnaire' && page.name !== 'receipt') return;
    try {
      page.invitation = await this.#load();
      this.#state.answers.adopt(page.invitation.response?.answers ?? []);
    } catch (error) {
      if (error instanceof Refused) return this.#leave(error.errors);
      this.#shell.notice(textsIn(this.#state.language).languageUnavailable);
    }
    this.#render();
  }

  /** What is hidden keeps its place and its answer, so that nothing is lost when it is shown again. */
  #hide(): void {
    if (this.#invitation === undefined) return;
    this.#state.hidden = hiddenIn(this.#invitation, this.#state.answers, new Date());
    for (const [id, view] of this.#questions) view.element.hidden = this.#state.hidden.has(id);
  }

  #setLanguage(language: Language): void {
    this.#state.language = language;
    this.#api.language = language;
  }

  #answerChanged(id: string): void {
    const { answers } = this.#state;
    const said = answers.note(id).kind;
    if (said === 'saving') this.#state.problems = this.#state.problems.filter((it) => it.question?.id !== id);
    this.#hide();
    const view = this.#questions.get(id);
    view?.refresh();
    if (view !== undefined && (said === 'overtaken' || said === 'refused')) this.#shell.announce(view.note());
  }

  #savingChanged(saving: Saving): void {
    if (saving === 'saving') this.#shell.announce('');
    else this.#setOffline(saving === 'waiting');
    if (saving === 'idle' && this.#state.answers.quiet) this.#shell.announce(textsIn(this.#state.language).allSaved);
  }

  #setOffline(offline: boolean): void {
    this.#offline = offline;
    const { offlineHeading, offline: text } = textsIn(this.#state.language);
    this.#shell.setOffline(offline ? { heading: offlineHeading, text } : undefined);
  }

  #allQuestions(): readonly Question[] {
    return this.#invitation === undefined ? [] : questionsOf(this.#invitation);
  }

  #render(): void {
    this.#hide();
    const shown = show(this.#state, {
      start: () => void this.#start(),
      submit: () => void this.#submit(),
      aimAt: (question) => {
        this.#aim = question;
      },
    });
    this.#questions = shown.questions;
    this.#shell.setLanguage(this.#state.language, textsIn(this.#state.language));
    this.#setOffline(this.#offline);
    this.#shell.show(shown.title, shown.element);
  }
}
