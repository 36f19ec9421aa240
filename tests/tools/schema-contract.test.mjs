// Each rule of schema-contract.mjs must fail on a sample that breaks it and on nothing else.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { contractProblems, ruleProblems } from './schema-contract.mjs';

const GOOD = `
"Reads." type Query {
  "A visit." visit("Which." id: ID!): Visit
  "All visits." visits: [Visit!]!
}
"Writes." type Mutation {
  "Books a visit." bookVisit("What." input: BookVisitInput!): BookVisitPayload!
}
"A visit." type Visit {
  "Identity." id: ID!
  "How far it has come." status: Status!
  "Fee in cents." feeCents: Int @deprecated(reason: "2026-11-01: use fee")
  "The old bill." bill("In which currency." currency: Currency): Bill @deprecated(reason: "2026-11-01: use fee")
  "Fee." fee("Rounded." rounded: Boolean, "No longer in use." raw: Boolean @deprecated(reason: "2026-11-01: always")): Int!
}
"A bill." type Bill { "Sum." sum: Int! }
"Money." enum Currency { "Kroner." NOK }
"States." enum Status { "To come." BOOKED "Over." DONE "Was never used." LOST @deprecated(reason: "2026-11-01: unused") }
"What to book." input BookVisitInput {
  "When." startsAt: String!
  "Notes." notes: [String!]
  "Unused." colour: String @deprecated(reason: "2026-11-01: unused")
}
"What came of it." type BookVisitPayload {
  "The visit." visit: Visit
  "What was wrong." userErrors: [UserError!]!
}
"A refusal." type UserError { "Text." message: String! }
`;

/** The good schema with one text exchanged for another; the text must be there. */
function changed(from, to) {
  assert.ok(GOOD.includes(from), `the sample has no ${from}`);
  return GOOD.replace(from, to);
}

test('the good sample has no problem', () => assert.deepEqual(ruleProblems(GOOD), []));

const RULES = [
  ['type description', '"A visit." type Visit', 'type Visit', 'Visit: has no description'],
  ['empty description', '"A visit." type Visit', '" " type Visit', 'Visit: has no description'],
  ['enum description', '"States." enum', 'enum', 'Status: has no description'],
  ['input description', '"What to book." input', 'input', 'BookVisitInput: has no description'],
  ['field description', '"Identity." id', 'id', 'Visit.id: has no description'],
  ['argument description', '"Which." id', 'id', 'Query.visit.id: has no description'],
  ['input field description', '"When." startsAt', 'startsAt', 'BookVisitInput.startsAt: has no description'],
  ['enum value description', '"Over." DONE', 'DONE', 'Status.DONE: has no description'],
  ['directive description', '"A bill."', 'directive @cost on FIELD\n"A bill."', '@cost: has no description'],
  ['field case', 'feeCents', 'fee_cents', 'Visit.fee_cents: a field is named in camelCase'],
  ['argument case', 'id: ID!): Visit', 'Id: ID!): Visit', 'Query.visit.Id: an argument is named in camelCase'],
  ['input field case', 'startsAt', 'StartsAt', 'BookVisitInput.StartsAt: a field is named in camelCase'],
  ['enum value case', 'DONE', 'Done', 'Status.Done: an enum value is named in UPPER_CASE'],
  ['get prefix', 'visits:', 'getVisits:', 'Query.getVisits: a field is named for what it is, without get'],
  ['nullable items', 'visits: [Visit!]!', 'visits: [Visit]!', 'Query.visits: the items of a list are non-null, but this is [Visit]!'],
  ['nullable nested items', 'notes: [String!]', 'notes: [[String]!]', 'BookVisitInput.notes: the items of a list are non-null, but this is [[String]!]'],
  ['deprecation without reason', '@deprecated(reason: "2026-11-01: use fee")', '@deprecated', 'Visit.feeCents: @deprecated gives a reason with a date, YYYY-MM-DD'],
  ['deprecation without date', '2026-11-01: unused")\n}', 'unused")\n}', 'BookVisitInput.colour: @deprecated gives a reason with a date, YYYY-MM-DD'],
  ['deprecation with an impossible date', '2026-11-01: always', '2026-02-30: always', 'Visit.fee.raw: @deprecated gives a reason with a date, YYYY-MM-DD'],
  ['enum value deprecation', '2026-11-01: unused") }', 'soon") }', 'Status.LOST: @deprecated gives a reason with a date, YYYY-MM-DD'],
  ['mutation without input', '("What." input: BookVisitInput!)', '', 'Mutation.bookVisit: a mutation takes exactly one argument, input, a non-null input object'],
  ['mutation with nullable input', 'input: BookVisitInput!', 'input: BookVisitInput', 'Mutation.bookVisit: a mutation takes exactly one argument, input, a non-null input object'],
  ['mutation with a plain input', 'input: BookVisitInput!', 'input: String!', 'Mutation.bookVisit: a mutation takes exactly one argument, input, a non-null input object'],
  ['mutation with two arguments', 'input: BookVisitInput!', 'input: BookVisitInput!, "More." more: Int', 'Mutation.bookVisit: a mutation takes exactly one argument, input, a non-null input object'],
  ['mutation with another argument', 'input: BookVisitInput!', 'visit: BookVisitInput!', 'Mutation.bookVisit: a mutation takes exactly one argument, input, a non-null input object'],
  ['nullable payload', '): BookVisitPayload!', '): BookVisitPayload', 'Mutation.bookVisit: a mutation returns a non-null …Payload'],
  ['other return type', '): BookVisitPayload!', '): Visit!', 'Mutation.bookVisit: a mutation returns a non-null …Payload'],
  ['payload without userErrors', '"What was wrong." userErrors: [UserError!]!', '', 'Mutation.bookVisit: its payload has userErrors: [UserError!]!, but BookVisitPayload has none'],
  ['payload with nullable userErrors', 'userErrors: [UserError!]!', 'userErrors: [UserError!]', 'Mutation.bookVisit: its payload has userErrors: [UserError!]!, but BookVisitPayload has [UserError!]'],
];
for (const [name, from, to, problem] of RULES) {
  test(`rule: ${name}`, () => assert.deepEqual(ruleProblems(changed(from, to)), [problem]));
}
test('rule: type case', () => {
  assert.deepEqual(ruleProblems(GOOD.replaceAll('Bill', 'bill_')), ['bill_: a type is named in PascalCase']);
});
test('rule: …Type', () => {
  assert.deepEqual(ruleProblems(GOOD.replaceAll('Bill', 'BillType')), ['BillType: a type is not named …Type']);
});

test('the same schema, and additions to it, break nothing', async () => {
  assert.deepEqual(await contractProblems(GOOD, GOOD, []), []);
  const added = changed('"Identity."', '"Room." room: String\n"Identity."');
  assert.deepEqual(await contractProblems(GOOD, added, []), []);
});

const BREAKS = [
  ['a removed field', '"Identity." id: ID!', '', 'Visit.id'],
  ['a changed type', 'rounded: Boolean', 'rounded: Int', 'Visit.fee.rounded'],
  ['a field that may be null from now on', 'status: Status!', 'status: Status', 'Visit.status'],
  ['a removed enum value', '"Over." DONE', '', 'Status.DONE'],
  ['a new required argument', '"Which." id: ID!', '"Which." id: ID!, "Where." room: ID!', 'Query.visit.room'],
  ['a new required input field', '"Notes."', '"Room." room: ID! "Notes."', 'BookVisitInput.room'],
  ['a removed argument', '"Rounded." rounded: Boolean, ', '', 'Visit.fee.rounded'],
  ['a removed input field', '"Notes." notes: [String!]', '', 'BookVisitInput.notes'],
  ['a removed mutation', '"Books a visit." bookVisit("What." input: BookVisitInput!): BookVisitPayload!', '"Other." other: Int', 'Mutation.bookVisit'],
];
for (const [name, from, to, path] of BREAKS) {
  test(`contract: ${name} fails, and passes once accepted`, async () => {
    const after = changed(from, to);
    const problems = await contractProblems(GOOD, after, []);
    assert.equal(problems.length, 1, problems.join('\n'));
    assert.ok(problems[0].startsWith(`${path}: breaking change`), problems[0]);
    assert.deepEqual(await contractProblems(GOOD, after, [{ path, reason: 'nobody used it', date: '2026-11-20' }]), []);
  });
}

const DEPRECATED = [
  ['field', '"Fee in cents." feeCents: Int @deprecated(reason: "2026-11-01: use fee")'],
  ['enum value', ' "Was never used." LOST @deprecated(reason: "2026-11-01: unused")'],
  ['input field', '"Unused." colour: String @deprecated(reason: "2026-11-01: unused")'],
  ['argument', ', "No longer in use." raw: Boolean @deprecated(reason: "2026-11-01: always")'],
];
for (const [name, text] of DEPRECATED) {
  test(`contract: a deprecated ${name} may go`, async () => {
    assert.deepEqual(await contractProblems(GOOD, changed(text, ''), []), []);
  });
}
test('contract: types that only a deprecated field led to may go with it', async () => {
  const after = changed('"The old bill." bill("In which currency." currency: Currency): Bill @deprecated(reason: "2026-11-01: use fee")', '')
    .replace('"A bill." type Bill { "Sum." sum: Int! }', '')
    .replace('"Money." enum Currency { "Kroner." NOK }', '');
  assert.deepEqual(await contractProblems(GOOD, after, []), []);
});
test('contract: deprecated and removed at once is still a break', async () => {
  const problems = await contractProblems(GOOD, changed('"Identity." id: ID!', ''), []);
  assert.equal(problems.length, 1);
});
test('contract: a removed type that is in use is a break', async () => {
  const after = GOOD.replace('"A refusal." type UserError { "Text." message: String! }', '').replaceAll('UserError', 'Visit');
  const problems = await contractProblems(GOOD, after, []);
  assert.ok(problems.some((it) => it.startsWith('UserError: breaking change')), problems.join('\n'));
});
test('contract: a stale accepted entry fails', async () => {
  const problems = await contractProblems(GOOD, GOOD, [{ path: 'Visit.gone', reason: 'was', date: '2026-11-20' }]);
  assert.deepEqual(problems, ['Visit.gone: accepted as a breaking change, but there is none; take the entry away']);
});
for (const [name, entry] of [
  ['reason', { path: 'Visit.id', reason: ' ', date: '2026-11-20' }],
  ['date', { path: 'Visit.id', reason: 'unused' }],
  ['real date', { path: 'Visit.id', reason: 'unused', date: '2026-13-01' }],
]) {
  test(`contract: an accepted entry without a ${name} fails`, async () => {
    const problems = await contractProblems(GOOD, changed('"Identity." id: ID!', ''), [entry]);
    assert.deepEqual(problems, ['Visit.id: an accepted break has a path, a reason and a date, YYYY-MM-DD']);
  });
}

test('the command: publish, pass, break, accept, publish again', () => {
  const root = mkdtempSync(join(tmpdir(), 'contract-'));
  try {
    const run = (...args) => {
      const { status, stdout } = spawnSync(process.execPath, [join(import.meta.dirname, 'schema-contract.mjs'), '--root', root, ...args], { encoding: 'utf8' });
      return { status, lines: stdout.split('\n').filter((it) => it !== '') };
    };
    const accepted = join(root, 'tests', 'contract', 'accepted-breaks.json');
    writeFileSync(join(root, 'schema.graphql'), GOOD);
    assert.equal(run().status, 1, 'nothing is published yet');
    assert.equal(run('--publish').status, 0);
    assert.deepEqual(run(), { status: 0, lines: [] });
    writeFileSync(join(root, 'schema.graphql'), changed('"Identity." id: ID!', ''));
    assert.equal(run().status, 1);
    assert.equal(run().lines.length, 1);
    writeFileSync(accepted, JSON.stringify([{ path: 'Visit.id', reason: 'unused', date: '2026-11-20' }]));
    assert.deepEqual(run(), { status: 0, lines: [] });
    assert.equal(run('--publish').status, 0);
    assert.equal(readFileSync(accepted, 'utf8'), '[]\n');
    assert.deepEqual(run(), { status: 0, lines: [] });
  } finally {
    rmSync(root, { recursive: true });
  }
});
