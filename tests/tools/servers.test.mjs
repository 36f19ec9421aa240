// smtp.mjs and audit.mjs themselves: what tests rely on them for.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { test } from 'node:test';
import { buildSchema } from 'graphql';
import { createHandler } from 'graphql-http/lib/use/http';

/** Starts smtp.mjs; `lines` are what it has printed so far, the port line left out. */
async function smtpServer(...args) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'smtp.mjs'), ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = [];
  const reader = createInterface({ input: child.stdout });
  const [first] = await once(reader, 'line');
  reader.on('line', (line) => lines.push(JSON.parse(line)));
  assert.match(first, /^PORT \d+$/);
  return { child, lines, port: Number(first.slice(5)) };
}

/** Sends the commands one after another; gives back the last line of each answer, the greeting first. */
async function talk(port, ...commands) {
  const socket = connect(port, '127.0.0.1');
  const answers = [];
  for await (const line of createInterface({ input: socket })) {
    if (/^\d{3}-/.test(line)) continue;
    answers.push(line);
    const command = commands[answers.length - 1];
    if (command === undefined) socket.end();
    else socket.write(`${command}\r\n`);
  }
  return answers;
}
const codes = (answers) => answers.map((it) => it.slice(0, 3));
const TEXT = 'Subject: Hei\r\n\r\n..dot\r\nÆøå';
const MAIL = ['EHLO me', 'MAIL FROM:<from@example.com>', 'RCPT TO:<to@example.com>', 'DATA', `${TEXT}\r\n.`];

test('smtp: a message is printed as it was sent, and the server ends with stdin', async () => {
  const { child, lines, port } = await smtpServer();
  assert.deepEqual(codes(await talk(port, ...MAIL)), ['220', '250', '250', '250', '354', '250']);
  assert.deepEqual(lines.map(({ from, to }) => ({ from, to })), [{ from: 'from@example.com', to: ['to@example.com'] }]);
  assert.equal(Buffer.from(lines[0].raw, 'base64').toString(), `${TEXT.replace('..', '.')}\r\n`);
  child.stdin.end();
  await once(child, 'exit');
});

test('smtp: --fail-first refuses that many messages, prints none of them', async () => {
  const { child, lines, port } = await smtpServer('--fail-first', '2');
  assert.deepEqual(codes(await talk(port, ...MAIL, ...MAIL.slice(1), ...MAIL.slice(1))), ['220', '250', '250', '250', '354', '451', '250', '250', '354', '451', '250', '250', '354', '250']);
  assert.equal(lines.length, 1);
  child.stdin.end();
});

test('smtp: --reject refuses one recipient and takes another', async () => {
  const { child, lines, port } = await smtpServer('--reject', 'No@example.com');
  const answers = await talk(port, 'EHLO me', 'MAIL FROM:<a@example.com>', 'RCPT TO:<no@example.com>', 'RCPT TO:<yes@example.com>', 'DATA', `${TEXT}\r\n.`);
  assert.deepEqual(codes(answers), ['220', '250', '250', '550', '250', '354', '250']);
  assert.deepEqual(lines[0].to, ['yes@example.com']);
  child.stdin.end();
});

test('smtp: --auth wants the right user and password first', async () => {
  const { child, port } = await smtpServer('--auth', 'user:pa:ss');
  const plain = (text) => `AUTH PLAIN ${Buffer.from(text).toString('base64')}`;
  assert.equal(codes(await talk(port, ...MAIL.slice(0, 2)))[2], '530');
  assert.equal(codes(await talk(port, 'EHLO me', plain('\0user\0wrong')))[2], '535');
  assert.equal(codes(await talk(port, 'EHLO me', plain('\0user\0pa:ss'), ...MAIL.slice(1))).at(-1), '250');
  child.stdin.end();
});

test('smtp: --delay acknowledges late, after printing', async () => {
  const { child, lines, port } = await smtpServer('--delay', '400');
  const start = Date.now();
  const talking = talk(port, ...MAIL);
  while (lines.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.ok(Date.now() - start < 350, 'printed at once');
  await talking;
  assert.ok(Date.now() - start >= 400, 'acknowledged late');
  child.stdin.end();
});

/** Runs audit.mjs against a handler; gives back its exit status and the object in its last line. */
async function audited(handler, ...args) {
  const server = createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${server.address().port}/graphql`;
  const child = spawn(process.execPath, [join(import.meta.dirname, 'audit.mjs'), url, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (it) => (output += it));
  const [status] = await once(child, 'close');
  server.close();
  server.closeAllConnections();
  return { status, counts: JSON.parse(output.trimEnd().split('\n').at(-1)) };
}
const schema = buildSchema('type Query { hello: String }');

test('audit: a conforming server passes, also with a token', async () => {
  const handler = createHandler({ schema });
  const { status, counts } = await audited(handler, '--strict');
  assert.equal(status, 0);
  assert.equal(counts.ok, counts.total);
  const closed = (request, response) => {
    if (request.headers.authorization === 'Bearer secret') handler(request, response);
    else response.writeHead(401).end();
  };
  assert.equal((await audited(closed, 'secret')).status, 0);
  assert.equal((await audited(closed)).status, 1);
});

test('audit: a server that always answers 200 fails', async () => {
  const { status, counts } = await audited((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end('{"data":{"__typename":"Query"}}');
  });
  assert.equal(status, 1);
  assert.ok(counts.errors + counts.warnings > 0);
});
