// Runs the whole GraphQL-over-HTTP audit suite against a running server.
//
//   node audit.mjs URL [TOKEN] [--strict]
//
// Every result that is not ok is printed; the last line is {"total":…,"ok":…,"notices":…,"warnings":…,"errors":…}. Fails
// on an error, on a warning, and when fewer audits ran than the suite is known to have. A notice is about a MAY of the
// specification: printed, and a failure only with --strict.
import { parseArgs } from 'node:util';
import { auditServer } from 'graphql-http';

const FEWEST_AUDITS = 60;

const { positionals, values } = parseArgs({ allowPositionals: true, options: { strict: { type: 'boolean' } } });
const [url, token] = positionals;
if (url === undefined) {
  console.error('usage: node audit.mjs URL [TOKEN] [--strict]');
  process.exit(2);
}

const counts = { total: 0, ok: 0, notices: 0, warnings: 0, errors: 0 };
const results = await auditServer({ url, fetchFn: token === undefined ? fetch : withToken }).catch((error) => {
  console.log(`error: a request got no answer: ${error.cause ?? error}`);
  counts.errors += 1;
  return [];
});
counts.total = results.length;
const counter = { ok: 'ok', notice: 'notices', warn: 'warnings', error: 'errors' };
for (const result of results) {
  counts[counter[result.status]] += 1;
  if (result.status !== 'ok') console.log(`${result.status} ${result.id} ${result.name}: ${result.reason}`);
}
if (counts.total < FEWEST_AUDITS) console.log(`error: only ${counts.total} audits ran, expected ${FEWEST_AUDITS} or more`);
console.log(JSON.stringify(counts));

const failed = counts.errors + counts.warnings + (values.strict ? counts.notices : 0) > 0;
process.exitCode = failed || counts.total < FEWEST_AUDITS ? 1 : 0;

function withToken(input, init = {}) {
  return fetch(input, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } });
}
