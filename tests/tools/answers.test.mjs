// What the respondent's page works out without a browser: answers as rules read them, what is missing, what is typed, and how
// answers are saved when a colleague was there first or the connection is gone.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const built = mkdtempSync(join(tmpdir(), 'trespor-answers-'));
after(() => rmSync(built, { recursive: true, force: true }));
writeFileSync(join(built, 'package.json'), '{"type":"module"}');
const source = join(root, 'web/src');
const wanted = ['answers', 'given', 'missing', 'outcome', 'written', 'kinds/read', 'kinds/rows', 'kinds/on-file', 'kinds/words', 'texts/kinds'];
const options = ['--module', 'esnext', '--target', 'es2022', '--lib', 'es2023,dom,dom.iterable', '--moduleResolution', 'bundler', '--strict'];
execFileSync(
  join(root, 'web/node_modules/.bin/tsc'),
  ['--ignoreConfig', '--outDir', built, '--rootDir', source, ...options, '--rewriteRelativeImportExtensions',
    ...wanted.map((it) => join(source, 'answer', `${it}.ts`))],
  { stdio: 'inherit' },
);
const load = (name) => import(pathToFileURL(join(built, 'answer', `${name}.js`)));
const { Answers } = await load('answers');
const { keyOf, NOTHING, same } = await load('given');
const { problemAt, problemsIn, isAnswered } = await load('missing');
const { outcomeOf } = await load('outcome');
const { written } = await load('written');
const { readDate, readNumber, readText } = await load('kinds/read');
const { Rows } = await load('kinds/rows');
const { onFile } = await load('kinds/on-file');
const { inWords } = await load('kinds/words');
const { kindTextsIn } = await load('texts/kinds');

const nb = kindTextsIn('NB');
const norwegian = { texts: nb, language: 'NB' };
const english = { texts: kindTextsIn('EN'), language: 'EN' };
const bare = { help: null, why: null, visibleWhen: null, required: false, requiredWhen: null, validWhen: null, validMessage: null,
  allowsDontKnow: true, allowsNotRelevant: true, format: null, options: [], parts: [] };
const part = (id, more = {}) => ({ id, code: id, kind: 'NUMBER', text: id, help: null, required: false, format: null, options: [], ...more });
const option = (code) => ({ id: `option-${code}`, code, label: code.toUpperCase() });
const question = (code, kind, more = {}) => ({ ...bare, id: `id-${code}`, code, kind, text: code, ...more });
const matrix = question('M', 'MATRIX', { required: true, options: [option('p'), option('m')], parts: [part('sign'), part('pay')] });
const grid = question('G', 'NUMBER_GRID', { parts: [part('form'), part('link')] });
const group = question('R', 'REPEATING_GROUP', { parts: [part('name', { kind: 'SHORT_TEXT', required: true }), part('volume')] });

/** Answers as they would be kept. */
function known(answers, unfit = []) {
  return {
    stored: (key) => answers[key],
    given: (key) => (answers[key]?.state === 'NOT_ANSWERED' ? undefined : answers[key]),
    keys: () => Object.keys(answers).filter((key) => answers[key].state !== 'NOT_ANSWERED'),
    unfit: new Map(unfit),
  };
}
const number = (value) => ({ state: 'ANSWERED', number: value });
const text = (value) => ({ state: 'ANSWERED', text: value });
const chosen = (...codes) => ({ state: 'ANSWERED', optionIds: codes.map((it) => `option-${it}`) });
function invitation(...questions) {
  const organization = { sector: 'state', stratum: null, language: 'NN', services: [] };
  return { organization, round: { questionnaire: { sections: [{ questions }] } } };
}

test('answers of every kind are written as rules read them', () => {
  const multi = question('Q', 'MULTIPLE_CHOICE', { options: [option('a'), option('b')] });
  const table = [
    [multi, {}, undefined],
    [multi, { 'id-Q': chosen('a', 'b') }, ['a', 'b']],
    [multi, { 'id-Q': { state: 'DONT_KNOW' } }, { none: 'dont_know' }],
    [question('Q', 'NUMBER'), { 'id-Q': number(-2.5) }, -2.5],
    [question('Q', 'DATE'), { 'id-Q': { state: 'ANSWERED', date: '2026-05-31' } }, { date: '2026-05-31' }],
    [question('Q', 'SHORT_TEXT'), { 'id-Q': NOTHING }, null],
    [matrix, {}, { rows: { sign: null, pay: null } }],
    [matrix, { sign: chosen('m'), pay: { state: 'NOT_RELEVANT' } }, { rows: { sign: 'm', pay: { none: 'not_relevant' } } }],
    [matrix, { 'id-M': { state: 'DONT_KNOW' }, sign: chosen('m') }, { none: 'dont_know' }],
    [grid, { form: number(0) }, { rows: { form: 0, link: null } }],
    [group, {}, { group: [] }],
    [group, { 'name:r2': text('B'), 'name:r1': text('A'), 'volume:r1': number(3), 'name:r0': NOTHING },
      { group: [{ name: 'A', volume: 3 }, { name: 'B', volume: null }] }],
  ];
  for (const [asked, answers, wanted] of table) assert.deepEqual(written(asked, known(answers)), wanted);
});

test('rules say what is hidden, required and invalid', () => {
  const above = { json: { op: '>', args: [{ ref: 'N' }, { number: 10 }] } };
  const fits = { json: { op: '=', args: [{ call: 'sum', args: [{ ref: 'G' }] }, { ref: 'N' }] } };
  const all = invitation(
    question('N', 'NUMBER'),
    question('S', 'SHORT_TEXT', { required: true, requiredWhen: above }),
    { ...grid, validWhen: fits },
    question('L', 'LONG_TEXT', { visibleWhen: above, required: true }),
  );
  const outcome = (answers) => {
    const { hidden, required, invalid } = outcomeOf(all, known(answers), '2026-11-22');
    return { hidden: [...hidden], required: [...required], invalid: [...invalid] };
  };
  assert.deepEqual(outcome({}), { hidden: ['id-L'], required: [], invalid: [] });
  assert.deepEqual(outcome({ 'id-N': number(12), form: number(5), link: number(6) }), { hidden: [], required: ['id-S', 'id-L'], invalid: ['id-G'] });
  assert.deepEqual(outcome({ 'id-N': number(11), form: number(5), link: number(6) }).invalid, []);
});

test('what is missing is found as the server finds it', () => {
  const all = invitation(matrix, group);
  const keys = (answers, required, unfit) =>
    problemsIn(all, known(answers, unfit), { hidden: new Set(), required: new Set(required), invalid: new Set() }, nb).map((it) => it.key);
  assert.deepEqual(keys({}, ['id-M', 'id-R']), ['sign', 'pay', 'id-R']);
  assert.deepEqual(keys({ sign: chosen('m'), 'volume:r1': number(1) }, ['id-M', 'id-R']), ['pay', 'name:r1']);
  assert.deepEqual(keys({ 'id-M': { state: 'DONT_KNOW' }, 'name:r1': { state: 'DONT_KNOW' } }, ['id-M', 'id-R']), []);
  assert.deepEqual(keys({ 'name:r1': text('A') }, [], [['volume:r1', 'nei']]), ['volume:r1']);
  assert.ok(!isAnswered(group, known({ 'volume:r1': number(1) })));
  assert.ok(isAnswered(group, known({ 'name:r1': text('A') })));
});

// The same examples as the server is tested with.
for (const { question: asked, required, answer, missing } of JSON.parse(readFileSync(join(root, 'src/questionnaire/vectors/missing.json'), 'utf8'))) {
  test(`what is missing of ${asked.code} with ${JSON.stringify(answer)}, ${required ? 'required' : 'free'}`, () => {
    const parts = (asked.parts ?? []).map((it) => part(it.code, { required: it.required === true }));
    const { code, kind } = asked;
    const one = { ...bare, id: code, code, kind: kind.toUpperCase(), parts };
    const given = (value) => (value?.none === undefined ? number(1) : { state: value.none.toUpperCase() });
    const cells = (row, item) => Object.entries(row).filter(([, cell]) => cell !== null).map(([of, cell]) => [keyOf(of, item), given(cell)]);
    const keys = answer?.rows !== undefined ? cells(answer.rows)
      : answer?.group !== undefined ? answer.group.flatMap((row, place) => cells(row, String(place)))
      : answer === null ? [] : [[code, given(answer)]];
    const found = problemsIn(invitation(one), known(Object.fromEntries(keys)),
      { hidden: new Set(), required: new Set(required ? [code] : []), invalid: new Set() }, nb).map((it) => it.key);
    const name = (key) => {
      const [of, item] = key.split(':');
      return of === code ? code : [code, ...(item === undefined ? [] : [item]), of].join('.');
    };
    assert.deepEqual(found.map(name), missing);
  });
}

test('the whole stands for its rows, half filled ones too', () => {
  const outcome = { hidden: new Set(), required: new Set(['id-R']), invalid: new Set() };
  const answers = known({ 'id-R': { state: 'DONT_KNOW' }, 'volume:r1': number(1) });
  assert.deepEqual(problemsIn(invitation(group), answers, outcome, nb), []);
});

test('what the server refuses is led to its place', () => {
  const at = (...field) => problemAt({ field: ['answers', ...field], message: '' }, [matrix, group]);
  assert.equal(at('M', 'pay').key, 'pay');
  assert.equal(at('R').key, 'id-R');
  assert.equal(at('R', 'row-1', 'name').key, 'name:row-1');
  assert.equal(at('Other').question, undefined);
});

test('numbers are read as people in the language write them', () => {
  const format = { least: 0, most: 10_000, whole: false };
  const read = (raw, reader = norwegian, more = {}) => {
    const result = readNumber(raw, { ...format, ...more }, reader);
    return result.fault ?? result.given.number;
  };
  assert.equal(read('12,5'), 12.5);
  assert.equal(read('12.5'), 12.5);
  assert.equal(read(' 2\u00a0500 '), 2500);
  assert.equal(read(''), undefined);
  assert.equal(read('\u22120'), 0);
  assert.equal(read('2.500'), nb.separators);
  assert.equal(read('2,500'), 2.5);
  assert.equal(read('2,500', english), english.texts.separators);
  assert.equal(read('2.500', english), 2.5);
  for (const wrong of ['ti', '1e3', '1,2,3', '-', ',', '12 ell']) assert.equal(read(wrong), nb.notANumber, wrong);
  assert.equal(read('-1'), 'Skriv et tall som er minst 0.');
  assert.match(read('10001'), /^Skriv et tall som er høyst 10\s000\.$/);
  assert.equal(read('1,5', norwegian, { whole: true }), nb.notWhole);
});

test('texts are counted as the server counts them, and days are whole', () => {
  assert.deepEqual(readText('  å\u200b  ', 'SHORT_TEXT', { longest: 1 }, norwegian), { given: text('å') });
  assert.deepEqual(readText('👍👍', 'SHORT_TEXT', { longest: 2 }, norwegian), { given: text('👍👍') });
  assert.equal(readText('abc', 'SHORT_TEXT', { longest: 2 }, norwegian).fault, 'Skriv høyst 2 tegn.');
  assert.deepEqual(readText(' \n ', 'LONG_TEXT', null, norwegian), { given: NOTHING });
  const format = { earliest: '2026-01-01', latest: null };
  assert.deepEqual(readDate('2026-01-01', false, format, norwegian), { given: { state: 'ANSWERED', date: '2026-01-01' } });
  assert.equal(readDate('2025-12-31', false, format, norwegian).fault, 'Velg en dag fra 1. januar 2026 og framover.');
  assert.equal(readDate('', true, format, norwegian).fault, nb.notADay);
  assert.deepEqual(readDate('', false, format, norwegian), { given: NOTHING });
});

test('answers are told in words', () => {
  const words = { texts: { dontKnow: 'Vet ikke', notRelevant: 'Ikke relevant' }, language: 'NB' };
  const asked = { options: [option('a'), option('b')], format: { unit: 'kr' } };
  assert.equal(inWords(chosen('b', 'a'), asked, words), 'A, B');
  assert.match(inWords(number(1234.5), asked, words), /^1\s234,5 kr$/);
  assert.equal(inWords({ state: 'DONT_KNOW' }, asked, words), 'Vet ikke');
  assert.equal(inWords(NOTHING, asked, words), '');
});

test('what is on file is offered where the field can hold it', () => {
  const service = { id: 's', code: 'S', name: 'Søknad', kind: 'SUBMISSION', status: 'IN_PRODUCTION', yearlyVolume: 0, plannedOn: '2026-09-01', obstacle: null, runsOn: 'Altinn II', target: null };
  const offer = (fact, more) => onFile(service, part('x', { format: { onFile: fact }, ...more }), nb, 'NB');
  assert.deepEqual(offer('NAME', { kind: 'SHORT_TEXT' }), { words: 'Søknad', given: text('Søknad') });
  assert.deepEqual(offer('YEARLY_VOLUME', {}), { words: '0', given: number(0) });
  assert.deepEqual(offer('STATUS', { kind: 'SINGLE_CHOICE', options: [option('in-production')] }), { words: 'I produksjon', given: chosen('in-production') });
  assert.deepEqual(offer('PLANNED_ON', { kind: 'NUMBER' }), { words: '1. september 2026', given: undefined });
  assert.equal(offer('TARGET', { kind: 'SHORT_TEXT' }), undefined);
});

test('rows are those of the services, those with answers, and those that were added', () => {
  const rows = new Rows();
  const asked = { ...group, format: { rowsFrom: 'SERVICES' } };
  const of = (answers) => rows.of(asked, [{ id: 's1' }, { id: 's2' }], known(answers));
  assert.deepEqual(of({}), ['s1', 's2']);
  const added = rows.add(asked.id);
  assert.match(added, /^[a-z0-9-]{1,100}$/);
  assert.deepEqual(of({ 'name:s1': text('A'), 'name:r1': text('B') }), ['s1', 's2', added, 'r1']);
  rows.remove(asked.id, 'r1');
  assert.deepEqual(of({ 'name:r1': NOTHING }), ['s1', 's2', added]);
  // Where there are no services, there is a row to begin with.
  assert.equal(new Rows().of(group, [], known({})).length, 1);
});

/** A server that has a colleague, and what the page heard of it. */
function saving() {
  const stored = new Map();
  const changed = [];
  const server = { down: false, sent: [] };
  const answer = (key) => {
    const [id, item = null] = key.split(':');
    const { revision, given } = stored.get(key);
    const { state, optionIds = [], number = null, text = null, date = null } = given;
    return { question: { id }, item, state, options: optionIds.map((it) => ({ id: it })), number, text, date, revision, answeredAt: '2026-11-22T10:00:00Z' };
  };
  const all = () => [...stored.keys()].map(answer);
  server.colleague = (key, given) => stored.set(key, { given, revision: (stored.get(key)?.revision ?? 0) + 1 });
  const save = async (inputs) => {
    server.sent.push(inputs);
    const conflicts = new Map();
    inputs.forEach(({ questionId, item, baseRevision }, index) => {
      const there = stored.get(keyOf(questionId, item));
      if (there === undefined || there.revision === baseRevision) return;
      conflicts.set(index, { code: 'ANSWER_CHANGED', message: '', field: ['answers', String(index), 'baseRevision'] });
    });
    inputs.forEach(({ questionId, item, baseRevision, ...given }, index) => {
      const key = keyOf(questionId, item);
      if (!conflicts.has(index) && (stored.has(key) || given.state !== 'NOT_ANSWERED')) server.colleague(key, given);
    });
    return { answers: all(), userErrors: [...conflicts.values()] };
  };
  const hooks = { changed: (key) => changed.push(key), saving: () => {}, stopped: () => {}, reload: async () => all() };
  return { server, answers: new Answers({ save }, hooks), changed };
}

test('an answer taken back is sent on top of what it takes back, and leaves no answer', async () => {
  const { server, answers } = saving();
  answers.give('q', text('a'));
  await answers.flush();
  answers.give('q', NOTHING);
  assert.equal(answers.given('q'), undefined);
  await answers.flush();
  assert.deepEqual(server.sent[1], [{ questionId: 'q', state: 'NOT_ANSWERED', baseRevision: 1 }]);
  assert.ok(answers.allSaved);
  // Nothing was ever there: nothing is sent.
  answers.give('other', NOTHING);
  await answers.flush();
  assert.equal(server.sent.length, 2);
  // Given and taken back before it was sent: the server says nothing of it, and it does not wait for ever.
  answers.give('third:row-1', text('a'));
  answers.give('third:row-1', NOTHING);
  await answers.flush();
  assert.ok(answers.allSaved);
});

test('rows of a group are answers of their own', async () => {
  const { server, answers } = saving();
  answers.give('name:r1', text('A'));
  answers.give('name:r2', text('B'));
  await answers.flush();
  assert.deepEqual(server.sent[0].map((it) => it.item), ['r1', 'r2']);
  assert.deepEqual(answers.keys(), ['name:r1', 'name:r2']);
  assert.ok(same(answers.given('name:r2'), text('B')));
});

test('a text that a colleague was before with is kept until it is used or put away', async () => {
  const { server, answers } = saving();
  answers.give('q', text('first'));
  await answers.flush();
  server.colleague('q', text('theirs'));
  answers.give('q', text('mine'));
  await answers.flush();
  assert.equal(answers.given('q').text, 'theirs');
  assert.equal(answers.note('q').mine.text, 'mine');
  // Whoever goes on typing does not lose it.
  answers.give('q', text('theirs and more'));
  await answers.flush();
  assert.equal(answers.note('q').mine.text, 'mine');
  const { mine } = answers.note('q');
  answers.dismiss('q');
  answers.give('q', mine);
  await answers.flush();
  assert.equal(answers.given('q').text, 'mine');
  assert.equal(answers.note('q').kind, 'saved');
});

test('what is saved together with something that is not is saved, and the other stays in sight', async () => {
  const { server, answers } = saving();
  answers.give('q', text('first'));
  await answers.flush();
  server.colleague('q', text('theirs'));
  answers.give('q', text('mine'));
  answers.give('r', text('other'));
  await answers.flush();
  assert.equal(answers.note('r').kind, 'saved');
  assert.equal(answers.note('q').kind, 'overtaken');
  assert.equal(answers.given('q').text, 'theirs');
  assert.ok(answers.allSaved);
  assert.equal(server.sent.length, 2);
});

test('what is no answer is held, and what was answered stays', async () => {
  const { server, answers } = saving();
  answers.give('q', number(1));
  await answers.flush();
  answers.hold('q', { raw: '1x', fault: 'no' });
  await answers.flush();
  assert.equal(server.sent.length, 1);
  assert.equal(answers.given('q').number, 1);
  assert.ok(!answers.quiet);
  assert.deepEqual([...answers.unfit], [['q', 'no']]);
  answers.give('q', number(1));
  assert.equal(answers.held('q'), undefined);
  assert.ok(answers.allSaved);
  answers.stop();
});
