//! The respondent's calls to the public GraphQL API. Knows what to ask, not what to show.
import { Forbidden, post, Unauthenticated, type UserError } from '../page/graphql.ts';
import type { Language } from '../page/language.ts';
import type { Rule } from './rules.ts';

export type AnswerState = 'ANSWERED' | 'DONT_KNOW' | 'NOT_RELEVANT' | 'NOT_ANSWERED';
export type Kind =
  | 'SINGLE_CHOICE'
  | 'MULTIPLE_CHOICE'
  | 'SCALE'
  | 'DESCRIBED_LEVELS'
  | 'NUMBER'
  | 'SHORT_TEXT'
  | 'LONG_TEXT'
  | 'DATE'
  | 'MATRIX'
  | 'NUMBER_GRID'
  | 'REPEATING_GROUP'
  | 'INFORMATION';
export type ServiceFact =
  | 'CODE'
  | 'KIND'
  | 'NAME'
  | 'OBSTACLE'
  | 'PLANNED_ON'
  | 'RUNS_ON'
  | 'STATUS'
  | 'TARGET'
  | 'YEARLY_VOLUME';

export interface Option {
  id: string;
  code: string;
  label: string;
}
/** What answers must keep to besides their kind; what is null does not bind. */
export interface Format {
  atMost: number | null;
  least: number | null;
  most: number | null;
  whole: boolean;
  unit: string | null;
  earliest: string | null;
  latest: string | null;
  longest: number | null;
  rowsFrom: 'SERVICES' | null;
  mostRows: number | null;
  onFile: ServiceFact | null;
}
/** A row of a matrix or number grid, or a field of a repeating group. */
export interface Part {
  id: string;
  code: string;
  kind: Kind;
  text: string;
  help: string | null;
  required: boolean;
  format: Format | null;
  options: readonly Option[];
}
interface RuleText {
  json: Rule;
}
export interface Question {
  id: string;
  code: string;
  kind: Kind;
  text: string;
  help: string | null;
  why: string | null;
  /** Null for always. */
  visibleWhen: RuleText | null;
  required: boolean;
  /** Null for always, where `required`. */
  requiredWhen: RuleText | null;
  validWhen: RuleText | null;
  validMessage: string | null;
  allowsDontKnow: boolean;
  allowsNotRelevant: boolean;
  format: Format | null;
  options: readonly Option[];
  parts: readonly Part[];
}
export interface Section {
  id: string;
  code: string;
  title: string;
  questions: readonly Question[];
}
export interface Answer {
  question: { id: string };
  /** The row of a repeating group; null elsewhere. */
  item: string | null;
  state: AnswerState;
  options: readonly { id: string }[];
  number: number | null;
  text: string | null;
  date: string | null;
  revision: number;
  answeredAt: string;
}
export interface Submission {
  number: number;
  submittedAt: string;
  contentHash: string;
}
/** A service of the owner, with what is on file for it. */
export interface Service {
  id: string;
  code: string;
  name: string;
  kind: string;
  obstacle: string | null;
  plannedOn: string | null;
  runsOn: string | null;
  status: string;
  target: string | null;
  yearlyVolume: number | null;
}
export interface Invitation {
  id: string;
  status: string;
  language: Language;
  /** What rules may know of it comes along. */
  organization: {
    id: string;
    name: string;
    sector: string | null;
    stratum: string | null;
    language: Language;
    services: readonly Service[];
  };
  round: {
    id: string;
    name: string;
    opensAt: string | null;
    closesAt: string;
    status: string;
    /** What is submitted belongs to nobody, and cannot be shown again. */
    anonymous: boolean;
    study: { id: string; name: string };
    questionnaire: { id: string; title: string; sections: readonly Section[] };
  };
  /** Null before the first answer. */
  response: {
    id: string;
    status: 'IN_PROGRESS' | 'SUBMITTED';
    answers: readonly Answer[];
    latestSubmission: Submission | null;
    /** Every time that it was opened for answers again. */
    reopenings: readonly { reason: string }[];
  } | null;
}
export interface AnswerInput {
  questionId: string;
  item?: string;
  state: AnswerState;
  optionIds?: readonly string[];
  number?: number;
  text?: string;
  date?: string;
  baseRevision?: number;
}
export interface SaveResult {
  /** Every answer as it is stored now; null when none could be saved. The errors name those that were not. */
  answers: readonly Answer[] | null;
  userErrors: readonly UserError[];
}
export interface SubmitResult {
  submission: Submission | null;
  /** What was submitted in an anonymous round. */
  anonymous: { contentHash: string } | null;
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
const FORMAT = `format {
  atMost least most whole unit(language: $language) earliest latest longest rowsFrom mostRows onFile
}`;
const ANSWER = 'question { id } item state options { id } number text date revision answeredAt';
const INVITATION = `query Invitation($language: Language) {
  invitation {
    id status language
    organization { id name(language: $language) sector stratum language
      services {
        id code name(language: $language) kind obstacle plannedOn runsOn status target yearlyVolume
      }
    }
    round {
      id name(language: $language) opensAt closesAt status anonymous
      study { id name(language: $language) }
      questionnaire {
        id title(language: $language)
        sections {
          id code title(language: $language)
          questions {
            id code kind text(language: $language) help(language: $language) why(language: $language)
            visibleWhen { json } required requiredWhen { json }
            validWhen { json } validMessage(language: $language)
            allowsDontKnow allowsNotRelevant ${FORMAT}
            options { id code label(language: $language) }
            parts {
              id code kind text(language: $language) help(language: $language) required ${FORMAT}
              options { id code label(language: $language) }
            }
          }
        }
      }
    }
  }
  response {
    id status
    answers { ${ANSWER} }
    latestSubmission { number submittedAt contentHash }
    reopenings { reason }
  }
}`;
const SAVE = `mutation SaveAnswers($input: SaveAnswersInput!) {
  saveAnswers(input: $input) {
    answers { ${ANSWER} }
    userErrors { code message field }
  }
}`;
const SUBMIT = `mutation SubmitResponse($input: SubmitResponseInput!) {
  submitResponse(input: $input) {
    submission { number submittedAt contentHash }
    anonymous { contentHash }
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
