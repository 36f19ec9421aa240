//! Any number of rows with the same fields, each a card: one for each service of the owner where the group is about those, and
//! those that the respondent adds.
import { h } from '../../page/dom.ts';
import type { Part, Question, Service } from '../api.ts';
import { keyOf, NOTHING, partsOf, same } from '../given.ts';
import { rowsOf } from '../written.ts';
import { type Field, field } from './field.ts';
import { type BuildBody, type Page, slotOfField } from './kind.ts';
import { onFile } from './on-file.ts';

/** Rows that a group may have where it does not say so itself. */
const MOST_ROWS = 500;

interface Card {
  item: string;
  element: HTMLElement;
  fields: readonly Field[];
  refreshOffers(): void;
  /** Says which one it is, where it has no other name. */
  number(number: number): void;
}

export const group: BuildBody = (question, id, page) => {
  const { answers, kindTexts, rows } = page;
  const most = question.format?.mostRows ?? MOST_ROWS;
  let cards: readonly Card[] = [];
  const list = h('div', { class: 'cards' });
  const none = h('p', { class: 'ds-paragraph help' }, kindTexts.noRows);
  const add = h(
    'button',
    {
      type: 'button',
      class: 'ds-button add',
      'data-variant': 'secondary',
      onclick: () => {
        const item = rows.add(question.id);
        arrange();
        cards.find((it) => it.item === item)?.fields[0]?.focus();
      },
    },
    kindTexts.addRow,
  );
  const remove = (item: string): void => {
    for (const part of question.parts) {
      const key = keyOf(part.id, item);
      answers.release(key);
      answers.give(key, NOTHING);
    }
    rows.remove(question.id, item);
    arrange();
    page.announce(kindTexts.rowRemoved);
    add.focus();
  };
  /** Cards that stay keep their elements, and with them focus and what is being typed. */
  function arrange(): void {
    const wanted = rows.of(question, page.services, answers);
    cards = wanted.map((item, index) => {
      const there = cards.find((it) => it.item === item);
      const shown = there ?? card(question, item, `${id}-${item}`, page, remove);
      shown.number(index + 1);
      return shown;
    });
    const stays = new Set(cards.map((it) => it.element));
    for (const element of [...list.children]) if (!stays.has(element as HTMLElement)) element.remove();
    for (const { element } of cards) if (element.parentNode !== list) list.append(element);
    none.hidden = cards.length > 0;
    const answered = rowsOf(question, answers);
    const empty = wanted.filter((it) => !answered.includes(it) && !page.services.some((service) => service.id === it));
    add.disabled = answered.length + empty.length >= most;
  }
  arrange();
  return {
    element: h('div', { class: 'group' }, none, list, add),
    ...(question.format?.mostRows == null ? {} : { hint: kindTexts.mostRows(most) }),
    slots: () => cards.flatMap((it) => it.fields.map((one) => one.slot)),
    refresh(key) {
      arrange();
      const item = key === undefined ? undefined : partsOf(key).item;
      for (const one of cards) {
        if (item !== undefined && one.item !== item) continue;
        for (const it of one.fields) if (key === undefined || it.slot.key === key) it.refresh();
        one.refreshOffers();
      }
    },
    focus(key) {
      const fields = cards.flatMap((it) => it.fields);
      const aim = fields.find((it) => it.slot.key === key) ?? fields[0];
      if (aim === undefined) add.focus();
      else aim.focus();
    },
  };
};

function card(
  question: Question,
  item: string,
  id: string,
  page: Page,
  remove: (item: string) => void,
): Card {
  const { kindTexts, texts } = page;
  const fromServices = question.format?.rowsFrom === 'SERVICES';
  const service = fromServices ? page.services.find((it) => it.id === item) : undefined;
  const offers: (() => void)[] = [];
  const fields = question.parts.map((part) => {
    const slot = slotOfField(question, part, item, id);
    const used = (): void => view.focus();
    const offer = service === undefined ? undefined : offerOf(service, part, slot.key, page, used);
    if (offer !== undefined) offers.push(offer.refresh);
    const view: Field = field(slot, page, {
      class: 'part',
      heading: [part.text, part.required ? '' : h('span', { class: 'optional' }, ` (${texts.optional.toLowerCase()})`)],
      help: part.help,
      ...(offer === undefined ? {} : { between: [offer.element] }),
      tells: 'trouble',
      hints: true,
    });
    return view;
  });
  const away = h(
    'button',
    {
      type: 'button',
      class: 'ds-button',
      'data-variant': 'tertiary',
      'data-size': 'sm',
      onclick: () => remove(item),
    },
    kindTexts.removeRow,
  );
  const name = h('span', {}, service?.name);
  const element = h(
    'fieldset',
    { class: 'ds-fieldset row-card' },
    h('legend', {}, name, service !== undefined && h('span', { class: 'code' }, ` ${service.code}`)),
    h('div', { class: 'fields' }, ...fields.map((it) => it.element)),
    service === undefined && away,
  );
  return {
    item,
    element,
    fields,
    refreshOffers: () => offers.forEach((it) => it()),
    number(number) {
      if (service !== undefined) return;
      name.textContent = kindTexts.row(number);
      away.setAttribute('aria-label', kindTexts.removeRowOf(name.textContent));
    },
  };
}

/** What is on file, with a button that takes it over as long as something else, or nothing, is answered. */
function offerOf(
  service: Service,
  part: Part,
  key: string,
  { answers, kindTexts, language }: Page,
  used: () => void,
): { element: HTMLElement; refresh(): void } | undefined {
  const known = onFile(service, part, kindTexts, language);
  if (known === undefined) return undefined;
  const { words, given } = known;
  const use = h(
    'button',
    {
      type: 'button',
      class: 'ds-button',
      'data-variant': 'tertiary',
      'data-size': 'sm',
      'aria-label': kindTexts.useOnFileFor(words),
      onclick: () => {
        if (given === undefined) return;
        answers.give(key, given);
        // The button goes away: what it filled in is the place to be.
        used();
      },
    },
    kindTexts.useOnFile,
  );
  const refresh = (): void => {
    const now = answers.given(key);
    use.hidden = given === undefined || (now !== undefined && same(now, given));
  };
  refresh();
  return { element: h('div', { class: 'on-file' }, h('p', {}, kindTexts.onFile(words)), use), refresh };
}
