//! The respondent's way through: landing, the sections, review, receipt. Holds the state; `pages.ts` shows it.
import { Unavailable, type UserError } from '../page/graphql.ts';
import { browserLanguage, type Language } from '../page/language.ts';
import { Shell } from '../page/shell.ts';
import { Answers, type Saving } from './answers.ts';
import { Api, type Invitation, Refused } from './api.ts';
import { partsOf } from './given.ts';
import type { Problem } from './missing.ts';
import { type Page, type State, type Survey, show } from './pages.ts';
import { textsIn } from './texts.ts';
import type { QuestionView } from './views/question.ts';

export class App {
  readonly #shell: Shell;
  readonly #api: Api;
  readonly #state: State;
  #languageChosen = false;
  #offline = false;
  #invitation: Invitation | undefined;
  #questions: ReadonlyMap<string, QuestionView> = new Map();
  /** The question that each answer belongs to: of a part its question. */
  #questionOf: ReadonlyMap<string, string> = new Map();
  #aim: Problem | undefined;
  #survey: Survey | undefined;
  #surveyFailed = false;

  constructor(host: HTMLElement, linkToken: string) {
    const language = browserLanguage();
    this.#shell = new Shell(host, (chosen) => void this.#chooseLanguage(chosen));
    this.#api = new Api(linkToken, language);
    const answers = new Answers(this.#api, {
      changed: (key) => this.#answerChanged(key),
      saving: (state) => this.#savingChanged(state),
      stopped: (errors) => void this.#leave(errors),
      reload: async () => (await this.#load()).response?.answers ?? [],
    });
    this.#state = {
      page: { name: linkToken === '' ? 'linkInvalid' : 'landing' },
      language,
      contentLanguage: language,
      answers,
      rows: undefined,
      outcome: { hidden: new Set(), required: new Set(), invalid: new Set() },
      problems: [],
      busy: false,
      unavailable: false,
    };
    this.#render();
    window.addEventListener('hashchange', () => this.#turned());
    window.addEventListener('online', () => void answers.flush());
    document.addEventListener('visibilitychange', () => void answers.flush());
    window.addEventListener('beforeunload', (event) => {
      const left = !answers.allSaved || answers.unfit.size > 0;
      if (this.#state.page.name === 'questionnaire' && left) event.preventDefault();
    });
  }

  /** The first thing that is asked of the server, and only when the respondent says so: mail scanners follow links. */
  async #start(): Promise<void> {
    // A browser may remember that a part of the page could not be fetched: begin anew.
    if (this.#surveyFailed) return location.reload();
    await this.#busyWith('.start', async () => {
      const [survey] = await Promise.all([this.#fetchSurvey(), this.#api.open()]);
      this.#survey = survey;
      let invitation = await this.#load();
      if (!this.#languageChosen && invitation.language !== this.#state.language) {
        this.#setLanguage(invitation.language);
        invitation = await this.#load();
      }
      this.#state.answers.adopt(invitation.response?.answers ?? []);
      this.#enter(invitation, survey);
    });
  }

  async #fetchSurvey(): Promise<Survey> {
    try {
      return await import('./survey.ts');
    } catch (cause) {
      this.#surveyFailed = true;
      throw new Unavailable('the pages of the survey could not be fetched', { cause });
    }
  }

  async #submit(): Promise<void> {
    const state = this.#state;
    state.problems = [];
    await this.#busyWith('.ds-error-summary, .submit', async () => {
      await state.answers.flush();
      if (state.page.name !== 'questionnaire') return;
      const { invitation, survey } = state.page;
      state.problems = survey.unfitIn(invitation, state);
      if (state.problems.length > 0) return;
      if (!state.answers.allSaved) throw new Unavailable('some answers are not saved yet');
      const { submission, anonymous, userErrors } = await this.#api.submit();
      if (submission !== null) return this.#end({ name: 'receipt', survey, invitation, submission });
      if (anonymous !== null) return this.#end({ name: 'anonymous', contentHash: anonymous.contentHash });
      if (Answers.isFinal(userErrors)) return this.#leave(userErrors);
      const questions = survey.questionsOf(invitation);
      state.problems = userErrors.map((it) => survey.problemAt(it, questions));
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
  #enter(invitation: Invitation, survey: Survey): void {
    this.#invitation = invitation;
    this.#judge();
    const submission = invitation.response?.latestSubmission;
    if (invitation.response?.status === 'SUBMITTED' && submission != null) {
      return this.#end({ name: 'receipt', survey, invitation, submission });
    }
    if (invitation.round.anonymous && invitation.status === 'SUBMITTED') {
      return this.#end({ name: 'anonymous', contentHash: undefined });
    }
    if (invitation.round.status === 'PLANNED') return this.#end({ name: 'notOpen', invitation });
    if (invitation.round.status === 'CLOSED') return this.#end({ name: 'closed' });
    this.#state.page = { name: 'questionnaire', survey, invitation };
    this.#tellReopened(invitation);
    if (survey.stepOf(invitation) === undefined) {
      history.replaceState(null, '', survey.hrefOf(survey.firstOpenStep(invitation, this.#state), invitation));
    }
  }

  /** Whoever comes back to answers that were submitted is told why they are open. */
  #tellReopened({ response }: Invitation): void {
    const reopening = response?.reopenings.at(-1);
    if (reopening !== undefined) this.#shell.notice(textsIn(this.#state.language).reopened(reopening.reason));
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
        if (this.#survey !== undefined) this.#enter(await this.#load(), this.#survey);
      } catch {
        // The message that the server gave is what we have.
      }
    }
    this.#render();
    this.#shell.focusHeading();
  }

  #end(page: Page): void {
    this.#shell.announce('');
    this.#shell.notice('');
    this.#state.answers.stop();
    this.#state.page = page;
  }

  #turned(): void {
    if (this.#state.page.name !== 'questionnaire') return;
    // What was typed last on the page that was left.
    void this.#state.answers.flush();
    this.#render();
    const { question, key } = this.#aim ?? {};
    const aim = question === undefined ? undefined : this.#questions.get(question.id);
    this.#aim = undefined;
    if (aim === undefined) this.#shell.focusHeading();
    else aim.focus(key ?? '');
  }

  async #load(): Promise<Invitation> {
    const { language } = this.#state;
    const invitation = await this.#api.invitation(language);
    if (language !== this.#state.language && this.#invitation !== undefined) return this.#invitation;
    this.#invitation = invitation;
    this.#state.contentLanguage = language;
    const questions = invitation.round.questionnaire.sections.flatMap((it) => it.questions);
    this.#questionOf = new Map(questions.flatMap(({ id, parts }) => [id, ...parts.map((it) => it.id)].map((own) => [own, id])));
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
      if (page.name === 'questionnaire') this.#tellReopened(page.invitation);
      this.#state.answers.adopt(page.invitation.response?.answers ?? []);
    } catch (error) {
      if (error instanceof Refused) return this.#leave(error.errors);
      this.#shell.notice(textsIn(this.#state.language).languageUnavailable);
    }
    this.#render();
  }

  /** What is hidden keeps its place and its answer, so that nothing is lost when it is shown again. */
  #judge(): void {
    if (this.#invitation === undefined || this.#survey === undefined) return;
    this.#state.outcome = this.#survey.judge(this.#invitation, this.#state);
    for (const [id, view] of this.#questions) view.element.hidden = this.#state.outcome.hidden.has(id);
  }

  #setLanguage(language: Language): void {
    this.#state.language = language;
    this.#api.language = language;
  }

  #answerChanged(key: string): void {
    const { answers } = this.#state;
    const said = answers.note(key);
    const own = this.#questionOf.get(partsOf(key).questionId);
    const mended = said.kind !== 'refused' && answers.held(key) === undefined;
    this.#state.problems = this.#state.problems.filter(
      (it) => !(said.kind === 'saving' && it.question?.id === own) && !(mended && it.key === key),
    );
    this.#judge();
    for (const [id, view] of this.#questions) {
      if (id === own) view.refresh(key);
      else view.judge();
    }
    const view = this.#questions.get(own ?? '');
    if (view === undefined || (said.kind !== 'overtaken' && said.kind !== 'refused')) return;
    this.#shell.announce(view.element.querySelector(`.note[data-kind='${said.kind}']`)?.textContent ?? '');
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

  #render(): void {
    this.#judge();
    const shown = show(this.#state, {
      start: () => void this.#start(),
      submit: () => void this.#submit(),
      aimAt: (problem) => {
        this.#aim = problem;
      },
      announce: (text) => this.#shell.announce(text),
    });
    this.#questions = shown.questions;
    this.#shell.setLanguage(this.#state.language, textsIn(this.#state.language));
    this.#setOffline(this.#offline);
    this.#shell.show(shown.title, shown.element);
  }
}
