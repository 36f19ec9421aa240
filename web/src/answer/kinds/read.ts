//! What is typed, read as an answer; what cannot be one, with what is wrong with it. Pure.
import { dayInWords, type Language } from '../../page/language.ts';
import type { Format, Kind } from '../api.ts';
import { type Given, NOTHING } from '../given.ts';
import type { KindTexts } from '../texts/kinds.ts';

export type Read = { given: Given } | { fault: string };
interface Reader {
  texts: KindTexts;
  language: Language;
}

/** Longest text of one line and of several, where the question says nothing. */
const SHORT = 300;
const LONG = 10_000;
/** Beyond this not every whole number can be told from its neighbours. */
const EXACT = Number.MAX_SAFE_INTEGER;

/** A number as one reads it: «12 500,5» in Norwegian. */
export function numberInWords(number: number, language: Language): string {
  const locale = language === 'EN' ? 'en-GB' : 'nb-NO';
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 20 }).format(number);
}

/** A number as one types it: without anything between the thousands. */
export function numberTyped(number: number, language: Language): string {
  const plain = new Intl.NumberFormat('en', { useGrouping: false, maximumFractionDigits: 20 }).format(number);
  return language === 'EN' ? plain : plain.replace('.', ',');
}

/**
 * A number, with comma or point before the decimals. What stands between thousands in this language is refused rather
 * than taken for a decimal sign.
 */
export function readNumber(raw: string, format: Format | null, { texts, language }: Reader): Read {
  const typed = raw.replace(/\s/g, '').replace('\u2212', '-');
  if (typed === '') return { given: NOTHING };
  const thousands = language === 'EN' ? /^-?\d{1,3}(,\d{3})+(\.\d*)?$/ : /^-?\d{1,3}(\.\d{3})+(,\d*)?$/;
  if (thousands.test(typed)) return { fault: texts.separators };
  if (!/^[+-]?(\d+([.,]\d*)?|[.,]\d+)$/.test(typed)) return { fault: texts.notANumber };
  const number = Number(typed.replace(',', '.'));
  const say = (bound: number): string => numberInWords(bound, language);
  const least = Math.max(format?.least ?? -EXACT, -EXACT);
  const most = Math.min(format?.most ?? EXACT, EXACT);
  if (number < least) return { fault: texts.tooSmall(say(least)) };
  if (number > most) return { fault: texts.tooLarge(say(most)) };
  if (format?.whole === true && !Number.isInteger(number)) return { fault: texts.notWhole };
  return { given: { state: 'ANSWERED', number: number + 0 } };
}

/** How many characters a text may have. */
export function longest(kind: Kind, format: Format | null): number {
  return Math.min(format?.longest ?? (kind === 'SHORT_TEXT' ? SHORT : LONG), LONG);
}

/** Characters as the server counts them. */
export function lengthOf(text: string): number {
  return [...cleaned(text)].length;
}

/** A text as the server keeps it: without what nobody sees, and without space around it. */
function cleaned(text: string): string {
  return text.replace(/[\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]|(?![\n\t])\p{Cc}/gu, '').trim();
}

export function readText(raw: string, kind: Kind, format: Format | null, { texts }: Reader): Read {
  const text = cleaned(raw);
  if (text === '') return { given: NOTHING };
  const most = longest(kind, format);
  return lengthOf(text) > most ? { fault: texts.tooLong(most) } : { given: { state: 'ANSWERED', text } };
}

/** A day as the browser's own field gives it; `incomplete` where only some of it is filled in. */
export function readDate(raw: string, incomplete: boolean, format: Format | null, { texts, language }: Reader): Read {
  if (raw === '') return incomplete ? { fault: texts.notADay } : { given: NOTHING };
  if (!/^\d{4}-\d\d-\d\d$/.test(raw) || raw < '1000') return { fault: texts.notADay };
  const { earliest = null, latest = null } = format ?? {};
  if (earliest !== null && raw < earliest) return { fault: texts.tooEarly(dayInWords(earliest, language)) };
  if (latest !== null && raw > latest) return { fault: texts.tooLate(dayInWords(latest, language)) };
  return { given: { state: 'ANSWERED', date: raw } };
}

/** What a number must keep to, in words; empty where there is nothing. */
export function rangeOf(format: Format | null, { texts, language }: Reader): string {
  const { least = null, most = null, whole = false } = format ?? {};
  const say = (bound: number): string => numberInWords(bound, language);
  const range =
    least !== null && most !== null
      ? texts.between(say(least), say(most))
      : least !== null
        ? texts.atLeast(say(least))
        : most !== null
          ? texts.atMost(say(most))
          : '';
  return [range, whole ? texts.wholeNumbers : ''].filter((it) => it !== '').join(' ');
}

/** Which days are accepted, in words; empty where all are. */
export function daysOf(format: Format | null, { texts, language }: Reader): string {
  const { earliest = null, latest = null } = format ?? {};
  if (earliest === null && latest === null) return '';
  const say = (bound: string | null): string => (bound === null ? '' : dayInWords(bound, language));
  return texts.days(say(earliest), say(latest));
}
