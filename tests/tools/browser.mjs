// What people do in the pages, in a real browser, against a running server.
//
//   node browser.mjs survey '{"url": …, "mail": …}'      prints {"contentHash": …}, the receipt that was shown
//   node browser.mjs password '{"url": …, "email": …, "password": …}'
//   node browser.mjs kinds '{"url": …}'
//   node browser.mjs graphiql '{"url": …}'
//
// On every page: nothing on the console, nothing that the content security policy refused, no request to anybody but
// the server, nothing that axe finds wrong, no scrolling sideways. Ends with 1 and says what was wrong.
// Where TRESPOR_TEST_SHOTS names a folder, pictures of the pages are put there.
import assert from 'node:assert/strict';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';
import { anonymous } from './journeys/anonymous.mjs';
import { kinds } from './journeys/kinds.mjs';

const PATIENCE_MS = 30_000;
const PHONE = { width: 360, height: 740 };
const TABLET = { width: 768, height: 1024 };
const DESKTOP = { width: 1440, height: 900 };
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const tools = { visit, heading, check, shot, PHONE, TABLET, DESKTOP };
const journeys = { survey, rules, password, kinds, anonymous, graphiql };
const [journey, input] = process.argv.slice(2);
if (!(journey in journeys) || input === undefined) {
  console.error(`usage: node browser.mjs ${Object.keys(journeys).join('|')} JSON`);
  process.exit(2);
}

const found = [];
const browser = await chromium.launch({
  executablePath: browserProgram(),
  args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--disable-background-networking'],
});
try {
  await journeys[journey](JSON.parse(input), tools);
  assert.deepEqual(found, [], 'what went wrong beside the journey');
} finally {
  await browser.close();
}

/** The owner's contact begins on a phone, and submits from a desk. */
async function survey({ url, mail }) {
  // Far from Norway: the times on the page are Norwegian all the same.
  const phone = await visit(url, PHONE, { locale: 'nb-NO', timezoneId: 'America/New_York' });
  await heading(phone, 'Svar på undersøkelsen');
  await check(phone);
  await phone.getByRole('button', { name: 'Start' }).click();
  const draft = phone.getByRole('radio', { name: 'Utkast' });
  await draft.check();
  // The invitation is in nynorsk, and so is the page from now on.
  await phone.getByText(/^Lagra kl\. /).waitFor();
  assert.equal(await language(phone), 'nn');
  const shown = (await phone.locator('.note').innerText()).replace('Lagra kl. ', '');
  assert.ok([0, 1, 2].some((ago) => shown === clockInOslo(ago)), `saved at ${shown}, and it is ${clockInOslo(0)} in Oslo`);
  await check(phone);
  await phone.getByRole('button', { name: 'English' }).click();
  await phone.getByText('Have you a plan?').waitFor();
  await phone.getByText(/^Saved at \d\d:\d\d$/).waitFor();
  assert.ok(await draft.isChecked());
  await phone.getByRole('button', { name: 'Nynorsk' }).click();
  await phone.getByText('Har de ein plan?').waitFor();
  await phone.getByRole('link', { name: 'Sjå over og send inn' }).click();
  await heading(phone, 'Sjå over og send inn');
  const deadline = await phone.getByText('til og med').innerText();
  assert.ok(mail.replace(/\s+/g, ' ').includes(deadline), `the page says «${deadline}», and the mail: ${mail}`);
  await check(phone);

  const desk = await visit(url, DESKTOP, { locale: 'en-GB' });
  await heading(desk, 'Answer the survey');
  await desk.getByRole('button', { name: 'English' }).click();
  await desk.getByRole('button', { name: 'Start' }).click();
  // All is answered, so that the page begins at the end.
  await heading(desk, 'Review and submit');
  await check(desk);
  await desk.getByRole('button', { name: 'Submit' }).click();
  await heading(desk, 'The answers are submitted');
  await check(desk);
  const contentHash = await desk.locator('code').innerText();

  await phone.reload();
  await phone.getByRole('button', { name: 'Start' }).click();
  await heading(phone, 'Svara er sende inn');
  assert.equal(await phone.locator('code').innerText(), contentHash);
  await check(phone);
  console.log(JSON.stringify({ contentHash }));
}

/** Questions come and go with the answers, and nothing that was answered is lost; a colleague is not overwritten. */
async function rules({ url }) {
  const phone = await visit(url, PHONE, { locale: 'nb-NO' });
  await phone.getByRole('button', { name: 'Start' }).click();
  const second = phone.locator('fieldset').nth(1);
  const saved = (page) => page.getByText('Alle svara er lagra.').waitFor({ state: 'attached' });
  await phone.locator('fieldset').first().waitFor();
  assert.ok(await second.isHidden(), 'hidden until it is known');
  await phone.getByRole('radio', { name: 'Utkast' }).first().check();
  await second.waitFor();
  await second.getByRole('radio', { name: 'Ja' }).check();
  await saved(phone);
  await check(phone);
  await phone.getByRole('radio', { name: 'Nei' }).first().check();
  await second.waitFor({ state: 'hidden' });
  await saved(phone);
  await check(phone);
  await phone.getByRole('link', { name: 'Sjå over og send inn' }).click();
  await phone.getByText('Svar på 1 av 1').waitFor();
  await phone.getByRole('link', { name: 'Førre' }).click();
  await phone.getByRole('radio', { name: 'Utkast' }).first().check();
  await second.waitFor();
  assert.ok(await second.getByRole('radio', { name: 'Ja' }).isChecked(), 'what was answered came back');
  await saved(phone);

  // A colleague at a desk changes the second answer while this page still shows the old one; both change something.
  const desk = await visit(url, DESKTOP, { locale: 'nb-NO' });
  await desk.getByRole('button', { name: 'Start' }).click();
  await heading(desk, 'Sjå over og send inn');
  await desk.getByRole('link', { name: 'Førre' }).click();
  await desk.locator('fieldset').nth(1).getByRole('radio', { name: 'Nei' }).check();
  await saved(desk);
  await phone.route('**/graphql', async (route) => {
    // The reply to the first save is slow, and the second question is answered meanwhile.
    await new Promise((done) => setTimeout(done, 1500));
    await route.continue();
  });
  await phone.getByRole('radio', { name: 'Ja' }).first().check();
  await phone.waitForTimeout(700);
  await second.getByRole('radio', { name: 'Utkast' }).check();
  await phone.getByText('Ein kollega svarte').first().waitFor();
  assert.ok(await second.getByRole('radio', { name: 'Nei' }).isChecked(), 'the answer of the colleague is shown');
  await check(phone);
}

/** Somebody chooses a password by a link, uses the link again, and asks for another. */
async function password({ url, email, password }) {
  const page = await visit(url, PHONE, { locale: 'nb-NO' });
  await heading(page, 'Velg passord');
  assert.equal(await page.title(), 'Velg passord – Trespor');
  await check(page);
  const field = page.getByLabel('Nytt passord', { exact: true });
  assert.equal(await field.getAttribute('autocomplete'), 'new-password');
  await field.fill('kort');
  await field.press('Enter');
  await page.getByText('Dette må rettes først:').waitFor();
  assert.ok(await page.locator('.ds-error-summary').evaluate((it) => it === document.activeElement));
  await check(page);
  await page.getByRole('link', { name: /for lett å gjette/ }).click();
  assert.ok(await field.evaluate((it) => it === document.activeElement && it.ariaInvalid === 'true'));
  await field.fill(password);
  await page.getByRole('button', { name: 'Vis nytt passord' }).click();
  assert.equal(await field.getAttribute('type'), 'text');
  await page.getByRole('button', { name: 'Nynorsk' }).click();
  await heading(page, 'Vel passord');
  assert.equal(await field.inputValue(), password);
  assert.equal(await language(page), 'nn');
  await page.getByRole('button', { name: 'Lagre passordet' }).click();
  await heading(page, 'Passordet er lagra');
  await check(page);

  const again = await visit(url, DESKTOP, { locale: 'en-GB' });
  await again.getByLabel('New password', { exact: true }).fill(`${password} 2`);
  await again.getByRole('button', { name: 'Save the password' }).click();
  await heading(again, 'The link does not work any more');
  await check(again);
  const address = again.getByLabel('E-mail address');
  await address.fill('kari');
  await again.getByRole('button', { name: 'Send a link' }).click();
  await again.getByText('This must be put right first:').waitFor();
  await check(again);
  await address.fill(email);
  await again.getByRole('button', { name: 'Send a link' }).click();
  await heading(again, 'Check your e-mail');
  await check(again);
}

/** The workbench loads from this server alone, and its first query is one that the schema knows. */
async function graphiql({ url }) {
  const page = await visit(url, DESKTOP, { locale: 'nb-NO' });
  await page.getByText('mutation').first().waitFor();
  const answered = page.waitForResponse((it) => it.request().postData()?.includes('signIn(input') ?? false);
  await page.getByRole('button', { name: /execute/i }).click();
  const answer = await (await answered).json();
  assert.equal(answer.errors, undefined);
  assert.equal(answer.data.signIn.tokens, null);
  await page.locator('.result-window').getByText(answer.data.signIn.userErrors[0].code).waitFor();
}

async function visit(url, viewport, options) {
  const context = await browser.newContext({ viewport, ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (it) => console.error(`CSP: ${it.violatedDirective} ${it.blockedURI}`));
  });
  const { origin } = new URL(url);
  await context.route(
    (it) => it.origin !== origin && it.protocol.startsWith('http'),
    (route) => {
      found.push(`a request to ${route.request().url()}`);
      return route.abort();
    },
  );
  const page = await context.newPage();
  page.on('pageerror', (error) => found.push(error.stack));
  page.on('console', (it) => {
    if (['error', 'warning'].includes(it.type())) found.push(`${it.type()}: ${it.text()}`);
  });
  await page.goto(url);
  return page;
}

async function heading(page, text) {
  await page.getByRole('heading', { level: 1, name: text, exact: true }).waitFor();
}

async function check(page) {
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  const said = violations.flatMap((it) => it.nodes.map((node) => `${it.id}: ${node.html}`));
  assert.deepEqual(said, [], `what axe finds on «${await page.title()}»`);
  const [wanted, given] = await page.evaluate(() => [document.body.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(wanted <= given, `«${await page.title()}» scrolls sideways: ${wanted} > ${given}`);
}

async function shot(page, name) {
  const folder = process.env.TRESPOR_TEST_SHOTS;
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

function language(page) {
  return page.locator('html').getAttribute('lang');
}

function clockInOslo(minutesAgo) {
  const at = new Date(Date.now() - minutesAgo * 60_000);
  const parts = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: 'Europe/Oslo' };
  return new Intl.DateTimeFormat('en-GB', parts).format(at).replace(':', '.');
}

function browserProgram() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const candidates = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  const program = [process.env.TRESPOR_TEST_BROWSER, ...candidates].find((it) => it !== undefined && isProgram(it));
  if (program !== undefined) return program;
  console.error('No Chromium was found on the search path or at TRESPOR_TEST_BROWSER: run `cargo xtask test`.');
  process.exit(1);
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
