import { h, pageHeading } from '../../page/dom.ts';
import { dayAndClock, type Language } from '../../page/language.ts';
import type { Invitation, Submission } from '../api.ts';
import type { Texts } from '../texts.ts';
import type { KindTexts } from '../texts/kinds.ts';

interface Props {
  texts: Texts;
  language: Language;
  lang: string;
  invitation: Invitation;
  submission: Submission;
  kindTexts: KindTexts;
  /** What was answered. */
  answers: HTMLElement;
}

export function receipt({ texts, kindTexts, language, lang, invitation, submission, answers }: Props): HTMLElement {
  const { study, name } = invitation.round;
  const submittedAt = new Date(submission.submittedAt);
  return h(
    'div',
    { class: 'page' },
    pageHeading(texts.receiptHeading),
    h('p', { class: 'ds-paragraph lead' }, texts.receiptLead, ' ', texts.receiptKeep),
    h(
      'dl',
      { class: 'receipt' },
      ...row(texts.receiptNumber, String(submission.number)),
      ...row(
        texts.receiptTime,
        h('time', { datetime: submission.submittedAt }, dayAndClock(submittedAt, language)),
      ),
      ...row(texts.receiptFor, h('span', { lang }, invitation.organization.name)),
      ...row(texts.receiptStudy, h('span', { lang }, `${study.name}, ${name}`)),
      ...row(texts.receiptHash, h('code', {}, submission.contentHash)),
    ),
    h('p', { class: 'ds-paragraph help' }, texts.receiptHashHelp),
    h(
      'button',
      { type: 'button', class: 'ds-button print', 'data-variant': 'secondary', onclick: () => window.print() },
      texts.print,
    ),
    h('h2', { class: 'ds-heading', 'data-size': 'sm' }, kindTexts.allAnswers),
    answers,
  );
}

function row(term: string, value: string | HTMLElement): readonly HTMLElement[] {
  return [h('dt', {}, term), h('dd', {}, value)];
}
