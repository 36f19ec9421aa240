//! An answer in words, as one reads it in a summary. Pure.
import { dayInWords, type Language } from '../../page/language.ts';
import type { Format, Option } from '../api.ts';
import type { Given } from '../given.ts';
import { numberInWords } from './read.ts';

interface Asked {
  options: readonly Option[];
  format: Format | null;
}
interface Words {
  texts: { dontKnow: string; notRelevant: string };
  language: Language;
}

/** Empty where nothing is answered. */
export function inWords(given: Given | undefined, { options, format }: Asked, { texts, language }: Words): string {
  if (given === undefined || given.state === 'NOT_ANSWERED') return '';
  if (given.state === 'DONT_KNOW') return texts.dontKnow;
  if (given.state === 'NOT_RELEVANT') return texts.notRelevant;
  if (given.number !== undefined) {
    const number = numberInWords(given.number, language);
    return format?.unit == null ? number : `${number} ${format.unit}`;
  }
  if (given.date !== undefined) return dayInWords(given.date, language);
  if (given.text !== undefined) return given.text;
  const chosen = options.filter((it) => given.optionIds?.includes(it.id) ?? false);
  return chosen.map((it) => it.label).join(', ');
}
