// A service owner answers an anonymous survey: what that means is said before, and afterwards there is nothing to come back to.
import assert from 'node:assert/strict';

export async function anonymous({ url }, { visit, heading, check, shot, PHONE, TABLET, DESKTOP }) {
  const phone = await visit(url, PHONE, { locale: 'nb-NO' });
  await phone.getByRole('button', { name: 'Start' }).click();
  await phone.getByText('Undersøkinga er anonym.').waitFor();
  await check(phone);
  await shot(phone, 'anonymous-360');
  await phone.getByRole('radio', { name: 'Utkast' }).check();
  await phone.getByText(/^Lagra kl\. /).waitFor();
  // Somebody comes back at a desk, and goes on.
  const desk = await visit(url, DESKTOP, { locale: 'nb-NO' });
  await desk.getByRole('button', { name: 'Start' }).click();
  await heading(desk, 'Sjå over og send inn');
  await desk.getByText('Undersøkinga er anonym.').waitFor();
  await check(desk);
  await shot(desk, 'anonymous-review-1440');
  await desk.getByRole('button', { name: 'Send inn' }).click();
  await heading(desk, 'Svara er sende inn');
  await desk.getByText('kan verken visast igjen eller endrast').waitFor();
  const hash = await desk.getByText(/^Kontrollkode: [0-9a-f]{64}$/).innerText();
  assert.ok(hash.length > 64);
  await check(desk);
  await shot(desk, 'anonymous-submitted-1440');
  // What stands on the phone is too late, and says so in the same words.
  await phone.getByRole('radio', { name: 'Nei' }).check();
  await heading(phone, 'Svara er sende inn');
  await check(phone);
  const tablet = await visit(url, TABLET, { locale: 'nb-NO' });
  await tablet.getByRole('button', { name: 'Start' }).click();
  await heading(tablet, 'Svara er sende inn');
  await check(tablet);
  await shot(tablet, 'anonymous-submitted-768');
}
