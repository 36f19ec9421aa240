// A real SMTP server to test mail against, on 127.0.0.1 and a free port.
//
//   node smtp.mjs [--fail-first N] [--reject ADDRESS]… [--auth USER:PASS] [--delay MS]
//
// First line of stdout: `PORT n`. Then one line of JSON for each message, {"from":…,"to":[…],"raw":"<base64>"}, printed
// when its DATA is complete and before it is acknowledged: what has been acknowledged has always been printed.
//
//   --fail-first N   answers 451 to the first N messages
//   --reject A       answers 550 to RCPT TO:<A> (may be given several times)
//   --auth U:P       wants AUTH PLAIN or LOGIN with these before any mail
//   --delay MS       waits before acknowledging
//
// Ends when stdin closes, so that it never outlives the test that started it. No TLS.
import { parseArgs } from 'node:util';
import { SMTPServer } from 'smtp-server';

const { values } = parseArgs({
  options: {
    'fail-first': { type: 'string', default: '0' },
    reject: { type: 'string', multiple: true, default: [] },
    auth: { type: 'string' },
    delay: { type: 'string', default: '0' },
  },
});
const rejected = new Set(values.reject.map((it) => it.toLowerCase()));
const delay = wholeNumber('delay');
let failuresLeft = wholeNumber('fail-first');
const [user, password] = splitOnce(values.auth);

const server = new SMTPServer({
  name: 'localhost',
  banner: 'test server',
  disableReverseLookup: true,
  disabledCommands: values.auth === undefined ? ['STARTTLS', 'AUTH'] : ['STARTTLS'],
  authMethods: ['PLAIN', 'LOGIN'],
  authOptional: values.auth === undefined,
  allowInsecureAuth: true,
  onAuth(given, _session, done) {
    if (given.username === user && given.password === password) done(null, { user });
    else done(refusal(535, 'wrong user name or password'));
  },
  onRcptTo({ address }, _session, done) {
    done(rejected.has(address.toLowerCase()) ? refusal(550, 'no such mailbox') : null);
  },
  async onData(stream, session, done) {
    try {
      const chunks = [];
      for await (const chunk of stream) chunks.push(chunk);
      if (failuresLeft > 0) {
        failuresLeft -= 1;
        return done(refusal(451, 'try again later'));
      }
      const { mailFrom, rcptTo } = session.envelope;
      await print({
        from: mailFrom ? mailFrom.address : '',
        to: rcptTo.map((it) => it.address),
        raw: Buffer.concat(chunks).toString('base64'),
      });
      if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
      done(null);
    } catch (error) {
      done(error);
    }
  },
});

// A client that goes away in the middle (a killed server under test) must not end this one.
server.on('error', (error) => console.error(`smtp: ${error.message}`));
server.listen(0, '127.0.0.1', () => process.stdout.write(`PORT ${server.server.address().port}\n`));

process.stdin.resume();
process.stdin.on('close', () => process.exit(0));
process.stdout.on('error', () => process.exit(0));

function print(message) {
  return new Promise((resolve) => process.stdout.write(`${JSON.stringify(message)}\n`, resolve));
}

function refusal(responseCode, message) {
  return Object.assign(new Error(message), { responseCode });
}

function wholeNumber(name) {
  const number = Number(values[name]);
  if (Number.isInteger(number) && number >= 0) return number;
  console.error(`--${name} takes a whole number`);
  process.exit(2);
}

function splitOnce(text = ':') {
  const colon = text.indexOf(':');
  return [text.slice(0, colon), text.slice(colon + 1)];
}
