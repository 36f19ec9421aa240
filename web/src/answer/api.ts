//! The respondent's calls to the public GraphQL API. Knows how to talk, not what to show.

export type Language = 'NB' | 'NN' | 'EN';
export type AnswerState = 'ANSWERED' | 'DONT_KNOW' | 'NOT_RELEVANT';

export interface UserError {
  code: string;
  message: string;
  field: readonly string[] | null;
}
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
  organization: { id: string; name: string };
  round: {
    id: string;
    name: string;
    opensAt: string | null;
    closesAt: string | null;
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

/** The service could not be asked, or could not answer right now. Asking again later may help. */
export class Unavailable extends Error {}

/** The access token is missing, too old or withdrawn; the link may give a new one. */
class Unauthenticated extends Unavailable {}

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
    organization { id name(language: $language) }
    round {
      id name(language: $language) opensAt closesAt status
      study { id name(language: $language) }
      questionnaire {
        id title(language: $language)
        sections {
          id code title(language: $language)
          questions {
            id code kind text(language: $language) help(language: $language)
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

const TIMEOUT_MS = 20_000;

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

  async #post<T>(query: string, variables: object): Promise<T> {
    const headers: Record<string, string> = {
      accept: 'application/graphql-response+json',
      'content-type': 'application/json',
      'accept-language': this.language.toLowerCase(),
    };
    if (this.#accessToken !== undefined) headers['authorization'] = `Bearer ${this.#accessToken}`;
    let response: Response;
    let body: { data?: T | null; errors?: { message: string; extensions?: { code?: string } }[] };
    try {
      response = await fetch('/graphql', {
        method: 'POST',
        headers,
        body: JSON.stringify({ query, variables }),
        // Lets the last answer through although the page is being closed.
        keepalive: true,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      body = await response.json();
    } catch (cause) {
      throw new Unavailable('no usable answer from the service', { cause });
    }
    const codes = (body.errors ?? []).map((it) => it.extensions?.code);
    if (response.status === 401 || codes.includes('UNAUTHENTICATED')) throw new Unauthenticated();
    if (body.data == null || codes.length > 0) {
      throw new Unavailable(`${response.status}: ${body.errors?.[0]?.message ?? 'no data'}`);
    }
    return body.data;
  }
}
