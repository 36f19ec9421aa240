import { h, pageHeading } from '../../page/dom.ts';

/** A page that only tells something: the link does not work, the survey is closed. */
export function message(heading: string, ...paragraphs: readonly (string | undefined)[]): HTMLElement {
  return h(
    'div',
    { class: 'page' },
    pageHeading(heading),
    ...paragraphs
      .filter((it) => it !== undefined && it !== '')
      .map((it, index) => h('p', { class: index === 0 ? 'ds-paragraph lead' : 'ds-paragraph' }, it)),
  );
}
