//! Works rules out as the server does: the language, and what a client must do the same way, is in docs/rules.md.
//! `tests/tools/rules.test.mjs` runs the examples that the server runs too.

/** A rule as the server gives it. */
export interface Rule {
  op?: string;
  call?: string;
  args?: readonly Rule[];
  ref?: string;
  part?: string;
  fact?: string;
  number?: number;
  text?: string;
  boolean?: boolean;
  date?: string;
}
interface Day {
  date: string;
}
/** What a rule comes to; null is empty. */
export type Value = number | string | boolean | Day | null;
type Row = Readonly<Record<string, unknown>>;
export interface Environment {
  answers: Row;
  facts: Row;
  today: string;
}
type Truth = boolean | null;

const DAY = 86_400_000;

export function evaluate(rule: Rule, env: Environment): Value {
  const literal = rule.number ?? rule.text ?? rule.boolean;
  if (literal !== undefined) return literal;
  if (rule.date !== undefined) return { date: rule.date };
  const args = rule.args ?? [];
  if (rule.op !== undefined) {
    const values = args.map((it) => evaluate(it, env));
    return operate(rule.op, values);
  }
  return rule.call === undefined ? single(stored(rule, env)) : call(rule.call, args, env);
}

const isDay = (value: unknown): value is Day => typeof value === 'object' && value !== null && 'date' in value;
const daysOf = (day: Day): number => Date.parse(`${day.date}T00:00:00Z`) / DAY;
function dayOf(days: number): Value {
  const time = new Date(days * DAY);
  const year = time.getUTCFullYear();
  return year >= 1000 && year <= 9999 ? { date: time.toISOString().slice(0, 10) } : null;
}
const finite = (number: number): Value => (Number.isFinite(number) ? number + 0 : null);

function single(stored: unknown): Value {
  if (typeof stored === 'number' || typeof stored === 'boolean' || isDay(stored)) return stored;
  return typeof stored === 'string' && stored !== '' ? stored : null;
}
const isFilled = (row: Row): boolean => Object.values(row).some((cell) => single(cell) !== null);

/** What is answered to a question or to a part of it, or what a fact is. */
function stored(rule: Rule, env: Environment): unknown {
  if (rule.fact !== undefined) return env.facts[rule.fact] ?? null;
  const whole = (env.answers[rule.ref ?? ''] ?? null) as { none?: string; group?: Row[]; rows?: Row } | null;
  if (rule.part === undefined || whole?.none !== undefined) return whole;
  const { part } = rule;
  if (whole?.group !== undefined) return { column: whole.group.filter(isFilled).map((row) => single(row[part])) };
  return whole?.rows?.[part] ?? null;
}

/** The values of a question that has several. */
function many(kept: unknown): readonly unknown[] {
  const { rows, column, group } = (kept ?? {}) as { rows?: Row; column?: unknown[]; group?: Row[] };
  const found = Array.isArray(kept)
    ? kept
    : rows !== undefined
      ? Object.keys(rows)
          .sort()
          .map((code) => single(rows[code]))
      : (column ?? group?.filter(isFilled) ?? []);
  return found.some((row) => row !== null) ? found : [];
}

const or = (truths: readonly Truth[]): Truth => (truths.includes(true) ? true : truths.includes(null) ? null : false);
const not = (truth: Truth): Truth => (truth === null ? null : !truth);
const and = (truths: readonly Truth[]): Truth => not(or(truths.map(not)));
const same = (a: Value, b: Value): boolean => (isDay(a) && isDay(b) ? a.date === b.date : a === b);
const order = (value: Value): number => (isDay(value) ? daysOf(value) : (value as number));

function operate(op: string, values: readonly Value[]): Value {
  if (op === 'or') return or(values as Truth[]);
  if (op === 'and') return and(values as Truth[]);
  const [a = null, b = null] = values;
  if (op === 'not') return not(a as Truth);
  if (values.includes(null)) return null;
  switch (op) {
    case 'in':
      return values.slice(1).some((one) => same(one, a));
    case 'not in':
      return !values.slice(1).some((one) => same(one, a));
    case 'negate':
      return finite(-order(a));
    case '=':
      return same(a, b);
    case '!=':
      return !same(a, b);
    case '<':
      return order(a) < order(b);
    case '<=':
      return order(a) <= order(b);
    case '>':
      return order(a) > order(b);
    case '>=':
      return order(a) >= order(b);
    default:
      return calculate(op, a, b);
  }
}

function calculate(op: string, a: Value, b: Value): Value {
  switch (op) {
    case '+':
      if (isDay(a)) return dayOf(daysOf(a) + Math.trunc(order(b)));
      return isDay(b) ? dayOf(daysOf(b) + Math.trunc(order(a))) : finite(order(a) + order(b));
    case '-':
      if (isDay(b)) return order(a) - daysOf(b);
      return isDay(a) ? dayOf(daysOf(a) - Math.trunc(order(b))) : finite(order(a) - order(b));
    case '*':
      return finite(order(a) * order(b));
    default:
      return finite(order(a) / order(b));
  }
}

function call(name: string, args: readonly Rule[], env: Environment): Value {
  const [first, ...rest] = args;
  if (first === undefined) return { date: env.today };
  const kept = first.ref !== undefined || first.fact !== undefined ? stored(first, env) : null;
  const rows = many(kept);
  const value = evaluate(first, env);
  const known = rows.filter((row) => row !== null);
  switch (name) {
    case 'empty':
      return value === null && rows.length === 0;
    case 'answered':
      return value !== null || rows.length > 0;
    case 'dont_know':
    case 'not_relevant':
      return (kept as { none?: string } | null)?.none === name;
    case 'sum':
    case 'min':
    case 'max':
      return over(name, rows.length > 0 ? (known as Value[]) : args.map((it) => evaluate(it, env)));
    case 'round':
      return value === null ? null : finite(Math.sign(order(value)) * Math.round(Math.abs(order(value))));
    case 'abs':
      return value === null ? null : Math.abs(order(value));
    case 'length':
      return value === null ? null : [...(value as string)].length;
    default:
      return among(name, rows, known.length, rest);
  }
}

function among(name: string, rows: readonly unknown[], known: number, rest: readonly Rule[]): Value {
  if (rows.length === 0) return null;
  const codes = rest.map((code) => code.text);
  const found = rows.map((row): Truth => (row === null ? null : codes.includes(row as string)));
  if (name === 'count') return known;
  if (name === 'any') return or(found);
  return name === 'all' ? and(found) : found.filter((it) => it === true).length;
}

function over(name: 'sum' | 'min' | 'max', values: readonly Value[]): Value {
  if (values.includes(null)) return null;
  if (name === 'sum') return finite(values.reduce((sum: number, value) => sum + order(value), 0));
  const found = Math[name](...values.map(order));
  return isDay(values[0]) ? dayOf(found) : finite(found);
}
