// The pages work rules out as the server does: on every example that the server is tested with too.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const built = mkdtempSync(join(tmpdir(), 'trespor-rules-'));
after(() => rmSync(built, { recursive: true, force: true }));
const tsc = join(root, 'web/node_modules/.bin/tsc');
const options = ['--ignoreConfig', '--outDir', built, '--module', 'esnext', '--target', 'es2022', '--strict'];
execFileSync(tsc, [...options, join(root, 'web/src/answer/rules.ts')], { stdio: 'inherit' });
const source = readFileSync(join(built, 'rules.js'), 'utf8');
const { evaluate } = await import(`data:text/javascript,${encodeURIComponent(source)}`);

const vectors = JSON.parse(readFileSync(join(root, 'src/questionnaire/rules/vectors/rules.json'), 'utf8'));

test('rules: there are examples', () => assert.ok(vectors.length >= 200, `${vectors.length}`));

for (const { rule, parsed, result, ...environment } of vectors) {
  test(`rules: ${rule} with ${JSON.stringify(environment)}`, () => {
    assert.deepEqual(evaluate(parsed, environment), result);
  });
}
