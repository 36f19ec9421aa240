//! The respondent's calls to the public GraphQL API. Knows what to ask, not what to show.
import { Forbidden, post, Unauthenticated, type UserError } from '../page/graphql.ts';
import type { Language } from '../page/language.ts';
import type { Rule } from './rules.ts';

export type AnswerState = 'ANSWERED' | 'DONT_KNOW' | 'NOT_RELEVANT';

export interface Option {
  id: string;
  code: string;
  label: string;
}
export interface Question {
  id: string;
  code: string;
  kind: string;
  text: string;
  help: string | null;
  /** Null for always. */
  visibleWhen: { json: Rule } | null;
  required: boolean;
  allowsDontKnow: boolean;
  allowsNotRelevant: boolean;
  options: readonly Option[];
}
export interface Section {
  id: string;
  code: string;
  title: string;
  questions: readonly Question[];
}
export interface Answer {
  question: { id: string };
  state: AnswerState;
  options: readonly { id: string }[];
  revision: number;
  answeredAt: string;
}
export interface Submission {
  number: number;
  submittedAt: string;
  contentHash: string;
}
export interface Invitation {
  id: string;
  status: string;
  language: Language;
  /** What rules may know of it comes along. */
  organization: { id: string; name: string; sector: string | null; stratum: string | null; language: Language };
  round: {
    id: string;
    name: string;
    opensAt: string | null;
    closesAt: string;
    status: string;
    study: { id: string; name: string };
    questionnaire: { id: string; title: string; sections: readonly Section[] };
  };
  /** Null before the first answer. */
  response: {
    id: string;
    status: 'IN_PROGRESS' | 'SUBMITTED';
    answers: readonly Answer[];
    latestSubmission: Submission | null;
  } | null;
}
export interface AnswerInput {
  questionId: string;
  state: AnswerState;
  optionIds?: readonly string[];
  baseRevision?: number;
}
export interface SaveResult {
  /** Null when nothing was saved. */
  answers: readonly Answer[] | null;
  userErrors: readonly UserError[];
}
export interface SubmitResult {
  submission: Submission | null;
  userErrors: readonly UserError[];
}

/** The link itself no longer lets us in; the errors say why. */
export class Refused extends Error {
  readonly errors: readonly UserError[];
  constructor(errors: readonly UserError[]) {
    super('the link was refused');
    this.errors = errors;
  }
}

const OPEN = `mutation OpenInvitation($input: OpenInvitationInput!) {
  openInvitation(input: $input) { accessToken userErrors { code message field } }
}`;
const INVITATION = `query Invitation($language: Language) {
  invitation {
    id status language
    organization { id name(language: $language) sector stratum language }
    round {
      id name(language: $language) opensAt closesAt status
      study { id name(language: $language) }
      questionnaire {
        id title(language: $language)
        sections {
          id code title(language: $language)
          questions {
            id code kind text(language: $language) help(language: $language)
            visibleWhen { json }
            required allowsDontKnow allowsNotRelevant
            options { id code label(language: $language) }
          }
        }
      }
    }
  }
  response {
    id status
    answers { question { id } state options { id } revision answeredAt }
    latestSubmission { number submittedAt contentHash }
  }
}`;
const SAVE = `mutation SaveAnswers($input: SaveAnswersInput!) {
  saveAnswers(input: $input) {
    answers { question { id } state options { id } revision answeredAt }
    userErrors { code message field }
  }
}`;
const SUBMIT = `mutation SubmitResponse($input: SubmitResponseInput!) {
  submitResponse(input: $input) {
    submission { number submittedAt contentHash }
    userErrors { code message field }
  }
}`;

export class Api {
  /** Sent as Accept-Language, so that the server's own messages arrive in it. */
  language: Language;
  readonly #linkToken: string;
  #accessToken: string | undefined;

  constructor(linkToken: string, language: Language) {
    this.#linkToken = linkToken;
    this.language = language;
  }

  /** Trades the link for access. Throws `Refused` when the link is not, or no longer, good. */
  async open(): Promise<void> {
    this.#accessToken = undefined;
    const { openInvitation: payload } = await this.#post<{
      openInvitation: { accessToken: string | null; userErrors: readonly UserError[] };
    }>(OPEN, { input: { token: this.#linkToken } });
    if (payload.accessToken === null) throw new Refused(payload.userErrors);
    this.#accessToken = payload.accessToken;
  }

  async invitation(language: Language): Promise<Invitation> {
    const { invitation, response } = await this.#ask<{
      invitation: Omit<Invitation, 'response'> | null;
      response: Invitation['response'];
    }>(INVITATION, { language });
    if (invitation === null) throw new Refused([]);
    return { ...invitation, response };
  }

  async save(answers: readonly AnswerInput[]): Promise<SaveResult> {
    return (await this.#ask<{ saveAnswers: SaveResult }>(SAVE, { input: { answers } })).saveAnswers;
  }

  async submit(): Promise<SubmitResult> {
    return (await this.#ask<{ submitResponse: SubmitResult }>(SUBMIT, { input: {} })).submitResponse;
  }

  /** Asks with the access token; an outdated one is renewed once, from the link. */
  async #ask<T>(query: string, variables: object): Promise<T> {
    try {
      return await this.#post<T>(query, variables);
    } catch (error) {
      if (!(error instanceof Unauthenticated)) throw error;
      await this.open();
      return this.#post<T>(query, variables);
    }
  }

  /** What the link gives no right to is told like a link that does not work: the remedy is the same. */
  async #post<T>(query: string, variables: object): Promise<T> {
    try {
      return await post<T>(query, variables, this.language, this.#accessToken);
    } catch (error) {
      throw error instanceof Forbidden ? new Refused([]) : error;
    }
  }
}
