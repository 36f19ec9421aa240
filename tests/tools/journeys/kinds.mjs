// A service owner answers every kind of question: first on a phone, then at a desk, where all of it is still there.
import assert from 'node:assert/strict';

/** `visit`, `heading`, `check` and `shot` are those of `browser.mjs`. */
export async function kinds({ url }, { visit, heading, check, shot, PHONE, TABLET, DESKTOP }) {
  const phone = await visit(url, PHONE, { locale: 'nb-NO' });
  await phone.getByRole('button', { name: 'Start' }).click();
  await heading(phone, 'Om dere');
  await check(phone);
  await simpleKinds(phone);
  await check(phone);
  await shot(phone, 'simple-360');
  await phone.getByRole('link', { name: 'Neste' }).click();
  await heading(phone, 'Om tjenestene');
  await check(phone);
  await partsOnThePhone(phone);
  await check(phone);
  await shot(phone, 'parts-360');
  await phone.reload();
  await phone.getByRole('button', { name: 'Start' }).click();
  await heading(phone, 'Om tjenestene');
  assert.ok(await phone.getByRole('group', { name: 'Signering' }).getByRole('radio', { name: 'Mye brukt' }).isChecked());
  assert.equal(await phone.getByRole('textbox', { name: 'Lenketjenester' }).inputValue(), '5');
  assert.equal(await phone.locator('.row-card').count(), 3, 'two services and the row that was added');

  const desk = await visit(url, DESKTOP, { locale: 'nb-NO' });
  await desk.getByRole('button', { name: 'Start' }).click();
  await heading(desk, 'Om tjenestene');
  await check(desk);
  await partsAtTheDesk(desk);
  await check(desk);
  await shot(desk, 'parts-1440');
  await desk.setViewportSize(TABLET);
  await check(desk);
  assert.ok(await desk.locator('.matrix.few > .head').isVisible());
  assert.ok(await desk.locator('.matrix.many > .head').isHidden(), 'no table where there is no room');
  await shot(desk, 'parts-768');
  await desk.setViewportSize(DESKTOP);
  await aColleagueWasFirst(phone, desk);
  await check(phone);
  await desk.getByRole('link', { name: 'Førre' }).click();
  await heading(desk, 'Om dere');
  await everythingIsThere(desk);
  await check(desk);
  await shot(desk, 'simple-1440');
  await whatIsTypedWrongly(desk);
  await submits(desk, { heading, check, shot });
  const tablet = await visit(url, TABLET, { locale: 'nb-NO' });
  await tablet.getByRole('button', { name: 'Start' }).click();
  await heading(tablet, 'Svara er sende inn');
  await tablet.getByText('Skrevet på telefonen').waitFor();
  await check(tablet);
  await shot(tablet, 'receipt-768');
}

const saved = (page) => page.getByText('Alle svara er lagra.').waitFor({ state: 'attached' });

async function simpleKinds(page) {
  await page.getByText('Kvifor spør vi?').click();
  await page.getByText('hvor langt dere har kommet').first().waitFor();
  await page.getByRole('radio', { name: 'Ja', exact: true }).check();
  await page.getByRole('checkbox', { name: 'Penger' }).check();
  await page.getByRole('checkbox', { name: 'Juss' }).check();
  assert.ok(await page.getByRole('checkbox', { name: 'Mangel på folk' }).isDisabled(), 'two are chosen');
  await page.getByText('Du har valt 2 av 2.').waitFor();
  await page.getByRole('radio', { name: 'Uenig', exact: true }).check();
  await page.getByRole('radio', { name: /vedtatt/ }).check();
  const leader = page.getByLabel(/Hvem leder arbeidet/);
  const optional = page.locator('label', { hasText: 'Hvem leder arbeidet?' }).locator('.optional');
  await optional.waitFor();
  const number = page.getByRole('textbox', { name: /Hvor mange tjenester skal flyttes/ });
  assert.equal(await number.getAttribute('inputmode'), 'decimal');
  await number.fill('12,5');
  // More than ten: now the next question must be answered.
  await optional.waitFor({ state: 'hidden' });
  await leader.fill('Åse Ås');
  await page.getByRole('textbox', { name: /Hva trenger dere hjelp til/ }).fill(`${'Råd '.repeat(25)}.`);
  await page.getByText('19 teikn att').first().waitFor();
  await page.getByLabel(/Når er dere ferdige/).fill('2026-05-15');
  await page.getByText('Velg en dag etter 1. juni 2026.').waitFor();
  await page.getByLabel(/Når er dere ferdige/).fill('2026-08-15');
  await page.getByText('Velg en dag etter 1. juni 2026.').waitFor({ state: 'hidden' });
  // Taken back, and answered anew.
  await page.getByRole('button', { name: /Fjern svaret på «Plattformen/ }).click();
  assert.ok(!(await page.getByRole('radio', { name: 'Uenig', exact: true }).isChecked()));
  await saved(page);
  await page.getByRole('group', { name: /Plattformen/ }).getByRole('radio', { name: 'Ikkje relevant' }).check();
  await saved(page);
}

async function partsOnThePhone(page) {
  const row = (name) => page.getByRole('group', { name, exact: true });
  await row('Signering').getByRole('radio', { name: 'Mye brukt' }).check();
  await row('Betaling').getByRole('radio', { name: 'Veit ikkje' }).check();
  await page.getByRole('textbox', { name: 'Skjema' }).fill('7');
  await page.getByRole('textbox', { name: 'Lenketjenester' }).fill('5');
  await page.getByText('Sum: 12').waitFor();
  // The number was 12.5, so that the sum does not fit.
  await page.getByText('Svaret passar ikkje saman').waitFor();
  const service = page.getByRole('group', { name: /Søknad om støtte/ });
  await service.getByText('Vi har dette frå før: Søknad om støtte').waitFor();
  await service.getByRole('button', { name: 'Bruk dette: Søknad om støtte' }).click();
  assert.equal(await service.getByRole('textbox', { name: /^Navn/ }).inputValue(), 'Søknad om støtte');
  assert.ok(await service.getByRole('textbox', { name: /^Navn/ }).evaluate((it) => it === document.activeElement), 'focus goes along');
  const more = page.getByRole('textbox', { name: /Hva må på plass/ });
  assert.ok(await more.isHidden());
  await service.getByRole('radio', { name: 'Flyttes' }).check();
  await more.waitFor();
  await more.fill('Én linje\nog en til');
  await page.getByRole('button', { name: 'Legg til rad' }).click();
  const added = page.getByRole('group', { name: 'Rad 3' });
  assert.ok(await added.getByRole('textbox', { name: /^Navn/ }).evaluate((it) => it === document.activeElement), 'the new row has focus');
  await added.getByRole('textbox', { name: /^Navn/ }).fill('En tjeneste til');
  await added.getByRole('textbox', { name: /^Volum i året/ }).fill('100');
  await saved(page);
}

async function partsAtTheDesk(page) {
  const more = page.getByRole('textbox', { name: /Hva må på plass/ });
  assert.equal(await more.inputValue(), 'Én linje\nog en til');
  const heads = page.locator('.matrix > .head');
  assert.ok((await heads.first().isVisible()) && (await heads.last().isVisible()), 'tables where there is room');
  // A whole cell can be clicked, and a row is gone through with the keys.
  const label = page.getByRole('group', { name: 'Meldinger' }).getByRole('radio', { name: 'Noe brukt' });
  const cell = await label.boundingBox();
  await page.mouse.click(cell.x + cell.width + 20, cell.y + cell.height / 2);
  assert.ok(await label.isChecked());
  const added = page.getByRole('group', { name: 'Rad 3' });
  assert.equal(await added.getByRole('textbox', { name: /^Volum i året/ }).inputValue(), '100');
  await page.getByRole('button', { name: 'Fjern rad: Rad 3' }).click();
  await added.waitFor({ state: 'detached' });
  await page.getByRole('group', { name: /Årsmelding/ }).getByRole('textbox', { name: /^Volum i året/ }).fill('2 500');
  await saved(page);
}

/** The phone still shows what was there before the desk changed it: neither text gets lost. */
async function aColleagueWasFirst(phone, desk) {
  const more = (page) => page.getByRole('textbox', { name: /Hva må på plass/ });
  await more(desk).fill('Skrevet ved pulten');
  await saved(desk);
  await more(phone).fill('Skrevet på telefonen');
  await phone.getByText('Ein kollega svarte «Skrevet ved pulten»').first().waitFor();
  assert.equal(await more(phone).inputValue(), 'Skrevet ved pulten');
  await phone.getByRole('button', { name: 'Bruk svaret mitt' }).click();
  await saved(phone);
  assert.equal(await more(phone).inputValue(), 'Skrevet på telefonen');
}

async function everythingIsThere(page) {
  const checked = (role, name) => page.getByRole(role, { name, exact: true }).isChecked();
  assert.ok(await checked('radio', 'Ja'));
  assert.ok((await checked('checkbox', 'Penger')) && (await checked('checkbox', 'Juss')));
  assert.ok(await page.getByRole('radio', { name: /vedtatt/ }).isChecked());
  assert.ok(await page.getByRole('radio', { name: 'Ikkje relevant' }).isChecked());
  assert.equal(await page.getByRole('textbox', { name: /Hvor mange tjenester skal flyttes/ }).inputValue(), '12,5');
  assert.equal(await page.getByLabel(/Hvem leder arbeidet/).inputValue(), 'Åse Ås');
  assert.equal(await page.getByLabel(/Når er dere ferdige/).inputValue(), '2026-08-15');
  await page.getByRole('radio', { name: 'Nei', exact: true }).check();
}

/** What is no number is told once one leaves it, is kept, and holds the submission back. */
async function whatIsTypedWrongly(page) {
  const number = page.getByRole('textbox', { name: /Hvor mange tjenester skal flyttes/ });
  await number.fill('12 ell');
  await number.press('Tab');
  await page.getByText('Skriv eit tal, med siffer.').first().waitFor();
  assert.equal(await number.getAttribute('aria-invalid'), 'true');
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByText('Write a number, in digits.').first().waitFor();
  assert.equal(await number.inputValue(), '12 ell');
  await page.getByRole('button', { name: 'Nynorsk' }).click();
  await page.getByText('Skriv eit tal, med siffer.').first().waitFor();
}

async function submits(page, { heading, check, shot }) {
  await page.getByRole('link', { name: 'Neste' }).click();
  await page.getByRole('link', { name: 'Sjå over og send inn' }).click();
  await heading(page, 'Sjå over og send inn');
  await page.getByText('Dette står att før de kan sende inn').waitFor();
  await page.getByRole('link', { name: 'Spørsmål 5: Skriv eit tal, med siffer.' }).waitFor();
  await page.getByRole('link', { name: /Spørsmål 10: Svaret passar ikkje/ }).waitFor();
  await check(page);
  await shot(page, 'review-1440');
  await page.getByRole('button', { name: 'Send inn' }).click();
  await page.getByText('Dette må rettast først:').waitFor();
  await check(page);
  await page.getByRole('link', { name: 'Spørsmål 5: Skriv eit tal, med siffer.' }).click();
  const number = page.getByRole('textbox', { name: /Hvor mange tjenester skal flyttes/ });
  await number.waitFor();
  assert.ok(await number.evaluate((it) => it === document.activeElement), 'focus is where the link says');
  await number.fill('12,5');
  await page.getByRole('link', { name: 'Sjå over og send inn' }).click();
  await page.getByRole('button', { name: 'Send inn' }).click();
  // A service without its name, and a grid that does not add up: the server says so too.
  const missing = page.getByRole('link', { name: 'Spørsmål 11, Årsmelding, Navn: Svar på dette spørsmålet.' });
  await missing.waitFor();
  await check(page);
  await missing.click();
  const service = page.getByRole('group', { name: /Årsmelding/ });
  assert.ok(await service.getByRole('textbox', { name: /^Navn/ }).evaluate((it) => it === document.activeElement));
  await service.getByRole('button', { name: 'Bruk dette: Årsmelding' }).click();
  await page.getByRole('textbox', { name: 'Lenketjenester' }).fill('');
  await page.getByRole('checkbox', { name: /Veit ikkje \(Skjema\)/ }).check();
  assert.equal(await page.getByRole('textbox', { name: 'Skjema' }).inputValue(), '');
  await saved(page);
  await page.getByRole('link', { name: 'Sjå over og send inn' }).click();
  await page.getByText('Det er svart på alt som må svarast på.').waitFor();
  await page.getByText('Svara dykkar').click();
  await page.getByText('Navn: Årsmelding').waitFor();
  await check(page);
  await shot(page, 'summary-1440');
  await page.getByRole('button', { name: 'Send inn' }).click();
  await heading(page, 'Svara er sende inn');
  await page.getByText('Betaling: Veit ikkje').waitFor();
  await check(page);
}
