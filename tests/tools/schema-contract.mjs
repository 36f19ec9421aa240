// Guards the published contract.
//
//   node schema-contract.mjs             checks schema.graphql against the published contract and the schema rules
//   node schema-contract.mjs --publish   makes schema.graphql the published contract and empties the accepted list
//   --root DIR                           another repository root (the tests of this check use it)
//
// A breaking change fails unless tests/contract/accepted-breaks.json names its path with a reason and a date, or unless
// it removes what was marked @deprecated in the published schema. Each problem is printed on a line of its own.
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { CriticalityLevel, diff } from '@graphql-inspector/core';
import {
  buildSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isNonNullType,
  isObjectType,
  isSpecifiedDirective,
  isSpecifiedScalarType,
  isUnionType,
} from 'graphql';

const CAMEL = /^[a-z][a-zA-Z0-9]*$/;
const PASCAL = /^[A-Z][a-zA-Z0-9]*$/;
const UPPER = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/;
const DATE = /\d{4}-\d{2}-\d{2}/;

/** What the schema itself does against the rules. */
export function ruleProblems(sdl) {
  const schema = buildSchema(sdl);
  const problems = [];
  const report = (path, text) => problems.push(`${path}: ${text}`);

  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type) || isSpecifiedScalarType(type)) continue;
    wantDescription(type.name, type);
    if (!PASCAL.test(type.name)) report(type.name, 'a type is named in PascalCase');
    if (type.name.endsWith('Type')) report(type.name, 'a type is not named …Type');
    if (isEnumType(type)) for (const value of type.getValues()) checkEnumValue(type, value);
    if (!('getFields' in type)) continue;
    for (const field of Object.values(type.getFields())) {
      checkElement(`${type.name}.${field.name}`, field, 'a field');
      if (!isInputObjectType(type) && /^get([A-Z0-9]|$)/.test(field.name)) {
        report(`${type.name}.${field.name}`, 'a field is named for what it is, without get');
      }
      for (const arg of field.args ?? []) checkElement(`${type.name}.${field.name}.${arg.name}`, arg, 'an argument');
    }
  }
  for (const directive of schema.getDirectives()) {
    if (isSpecifiedDirective(directive)) continue;
    wantDescription(`@${directive.name}`, directive);
    for (const arg of directive.args) checkElement(`@${directive.name}.${arg.name}`, arg, 'an argument');
  }
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) checkMutation(field);
  return problems;

  function wantDescription(path, element) {
    if (!element.description?.trim()) report(path, 'has no description');
  }

  function checkElement(path, element, what) {
    wantDescription(path, element);
    if (!CAMEL.test(element.name)) report(path, `${what} is named in camelCase`);
    if (hasNullableItems(element.type)) report(path, `the items of a list are non-null, but this is ${element.type}`);
    checkDeprecation(path, element);
  }

  function checkEnumValue(type, value) {
    const path = `${type.name}.${value.name}`;
    wantDescription(path, value);
    if (!UPPER.test(value.name)) report(path, 'an enum value is named in UPPER_CASE');
    checkDeprecation(path, value);
  }

  function checkDeprecation(path, { deprecationReason }) {
    if (deprecationReason === undefined || deprecationReason === null) return;
    const date = DATE.exec(deprecationReason)?.[0];
    if (date === undefined || !isDate(date)) report(path, '@deprecated gives a reason with a date, YYYY-MM-DD');
  }

  function checkMutation(field) {
    const path = `${schema.getMutationType().name}.${field.name}`;
    const [input, ...others] = field.args;
    const fits = input?.name === 'input' && isNonNullType(input.type) && isInputObjectType(input.type.ofType);
    if (!fits || others.length > 0) report(path, 'a mutation takes exactly one argument, input, a non-null input object');
    const payload = getNamedType(field.type);
    const named = isNonNullType(field.type) && isObjectType(field.type.ofType) && payload.name.endsWith('Payload');
    if (!named) return report(path, 'a mutation returns a non-null …Payload');
    const userErrors = payload.getFields().userErrors;
    if (String(userErrors?.type) !== '[UserError!]!') {
      report(path, `its payload has userErrors: [UserError!]!, but ${payload.name} has ${userErrors?.type ?? 'none'}`);
    }
  }
}

/** The breaking changes since the published contract that nobody has accepted, and accepted ones that are not there. */
export async function contractProblems(publishedSdl, currentSdl, accepted) {
  const published = buildSchema(publishedSdl);
  const changes = await diff(published, buildSchema(currentSdl));
  const live = liveTypes(published);
  const breaks = changes.filter(
    (it) => it.criticality.level === CriticalityLevel.Breaking && !removesDeprecated(it, published, live),
  );
  const paths = new Set(breaks.map((it) => it.path));
  const acceptedPaths = new Set(accepted.map((it) => it.path));
  return [
    ...accepted.flatMap((it) => entryProblems(it)),
    ...breaks.filter((it) => !acceptedPaths.has(it.path)).map((it) => `${it.path}: breaking change: ${it.message}`),
    ...accepted
      .filter((it) => !paths.has(it.path))
      .map((it) => `${it.path}: accepted as a breaking change, but there is none; take the entry away`),
  ];
}

function entryProblems({ path, reason, date }) {
  const complete = typeof path === 'string' && path !== '' && typeof reason === 'string' && reason.trim() !== '';
  return complete && isDate(date) ? [] : [`${path}: an accepted break has a path, a reason and a date, YYYY-MM-DD`];
}

/** Whether the change takes away only what the published schema had marked @deprecated, or what only that could reach. */
function removesDeprecated({ type, path }, published, live) {
  const [typeName, name, argument] = path.split('.');
  if (type === 'TYPE_REMOVED') return !live.has(typeName);
  if (!['FIELD_REMOVED', 'INPUT_FIELD_REMOVED', 'ENUM_VALUE_REMOVED', 'FIELD_ARGUMENT_REMOVED'].includes(type)) return false;
  if (!live.has(typeName)) return true;
  const owner = published.getType(typeName);
  const element = isEnumType(owner) ? owner.getValue(name) : owner.getFields()[name];
  const removed = argument === undefined ? element : element.args.find((it) => it.name === argument);
  return isDeprecated(element) || isDeprecated(removed);
}

/** The types that can be reached without passing anything deprecated. */
function liveTypes(schema) {
  const live = new Set();
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const queue = roots.filter((it) => it != null);
  for (let type = queue.pop(); type !== undefined; type = queue.pop()) {
    if (live.has(type.name)) continue;
    live.add(type.name);
    if (isUnionType(type)) queue.push(...type.getTypes());
    if (isInterfaceType(type)) queue.push(...schema.getPossibleTypes(type), ...schema.getImplementations(type).interfaces);
    if (isObjectType(type) || isInterfaceType(type)) queue.push(...type.getInterfaces());
    if (!('getFields' in type)) continue;
    for (const field of Object.values(type.getFields()).filter((it) => !isDeprecated(it))) {
      queue.push(getNamedType(field.type));
      for (const arg of field.args ?? []) if (!isDeprecated(arg)) queue.push(getNamedType(arg.type));
    }
  }
  return live;
}

function isDeprecated(element) {
  return typeof element?.deprecationReason === 'string';
}

function hasNullableItems(type) {
  if (isNonNullType(type)) return hasNullableItems(type.ofType);
  return isListType(type) && (!isNonNullType(type.ofType) || hasNullableItems(type.ofType));
}

function isDate(text) {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

async function main() {
  const { values } = parseArgs({ options: { publish: { type: 'boolean' }, root: { type: 'string' } } });
  const root = resolve(values.root ?? fileURLToPath(new URL('../..', import.meta.url)));
  const current = join(root, 'schema.graphql');
  const contract = join(root, 'tests', 'contract');
  const published = join(contract, 'published.graphql');
  const accepted = join(contract, 'accepted-breaks.json');
  const currentSdl = readFileSync(current, 'utf8');

  if (values.publish) {
    buildSchema(currentSdl);
    mkdirSync(contract, { recursive: true });
    copyFileSync(current, published);
    writeFileSync(accepted, '[]\n');
    console.log('published');
    return;
  }
  const problems = ruleProblems(currentSdl);
  if (existsSync(published)) {
    const list = existsSync(accepted) ? JSON.parse(readFileSync(accepted, 'utf8')) : [];
    problems.push(...(await contractProblems(readFileSync(published, 'utf8'), currentSdl, list)));
  } else {
    problems.push('tests/contract/published.graphql: missing; publish the contract once with --publish');
  }
  for (const problem of problems) console.log(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
