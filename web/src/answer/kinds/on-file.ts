//! What is on file for a service, shown beside the field that asks for it and offered as its answer. Pure.
import { dayInWords, type Language } from '../../page/language.ts';
import type { Part, Service, ServiceFact } from '../api.ts';
import type { Given } from '../given.ts';
import type { KindTexts } from '../texts/kinds.ts';
import { numberInWords } from './read.ts';

export interface OnFile {
  /** As one reads it. */
  words: string;
  /** As the answer; undefined where the field cannot hold it. */
  given: Given | undefined;
}

/** Undefined where nothing is on file. */
export function onFile(service: Service, part: Part, texts: KindTexts, language: Language): OnFile | undefined {
  const fact = part.format?.onFile ?? null;
  if (fact === null) return undefined;
  const value = valueOf(service, fact);
  if (value === null || value === '') return undefined;
  const words = inWords(value, fact, texts, language);
  return { words, given: givenOf(value, words, fact, part) };
}

function valueOf(service: Service, fact: ServiceFact): string | number | null {
  switch (fact) {
    case 'CODE':
      return service.code;
    case 'KIND':
      return service.kind;
    case 'NAME':
      return service.name;
    case 'OBSTACLE':
      return service.obstacle;
    case 'PLANNED_ON':
      return service.plannedOn;
    case 'RUNS_ON':
      return service.runsOn;
    case 'STATUS':
      return service.status;
    case 'TARGET':
      return service.target;
    case 'YEARLY_VOLUME':
      return service.yearlyVolume;
  }
}

function inWords(value: string | number, fact: ServiceFact, texts: KindTexts, language: Language): string {
  if (typeof value === 'number') return numberInWords(value, language);
  if (fact === 'PLANNED_ON') return dayInWords(value, language);
  if (fact === 'KIND') return texts.serviceKinds[value] ?? value;
  return fact === 'STATUS' ? (texts.serviceStatuses[value] ?? value) : value;
}

function givenOf(value: string | number, words: string, fact: ServiceFact, part: Part): Given | undefined {
  const state = 'ANSWERED';
  switch (part.kind) {
    case 'NUMBER':
      return typeof value === 'number' ? { state, number: value } : undefined;
    case 'DATE':
      return fact === 'PLANNED_ON' ? { state, date: String(value) } : undefined;
    case 'SHORT_TEXT':
    case 'LONG_TEXT':
      return { state, text: words };
    default: {
      // An option fits by its code or by what it says, whatever the case: IN_PRODUCTION is `in-production`.
      const plain = (text: string): string => text.toLowerCase().replaceAll('_', '-');
      const wanted = [plain(String(value)), plain(words)];
      const option = part.options.find((it) => wanted.includes(plain(it.code)) || wanted.includes(plain(it.label)));
      return option === undefined ? undefined : { state, optionIds: [option.id] };
    }
  }
}
