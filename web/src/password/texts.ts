//! Every text of the password page, in the three languages.
import type { Language } from '../page/language.ts';
import type { ShellTexts } from '../page/shell.ts';

export interface Texts extends ShellTexts {
  chooseHeading: string;
  password: string;
  rule: string;
  show: string;
  hide: string;
  choose: string;

  doneHeading: string;
  done: readonly string[];

  expiredHeading: string;
  expiredLead: string;
  askHeading: string;
  askLead: string;
  email: string;
  ask: string;

  askedHeading: string;
  asked(email: string): readonly string[];

  working: string;
  problems: string;
  unavailableHeading: string;
  unavailable: string;
}

const nb: Texts = {
  skipToContent: 'Hopp til innholdet',
  languageLabel: 'Språk',

  chooseHeading: 'Velg passord',
  password: 'Nytt passord',
  rule: 'Minst 12 tegn, gjerne flere ord.',
  show: 'Vis',
  hide: 'Skjul',
  choose: 'Lagre passordet',

  doneHeading: 'Passordet er lagret',
  done: [
    'Bruk det sammen med e-postadressen din neste gang du logger inn i Trespor.',
    'Du er logget ut overalt der du var logget inn. Lenken du brukte, virker ikke lenger.',
  ],

  expiredHeading: 'Lenken virker ikke lenger',
  expiredLead: 'Den kan være brukt, for gammel eller skrevet feil. Skriv e-postadressen din, så sender vi en ny.',
  askHeading: 'Velg nytt passord',
  askLead: 'Skriv e-postadressen din, så sender vi en lenke for å velge passord.',
  email: 'E-postadresse',
  ask: 'Send lenke',

  askedHeading: 'Sjekk e-posten din',
  asked: (email) => [
    `Har ${email} en konto i Trespor, kommer det nå en lenke dit. Den virker i én time.`,
    'Kommer det ingen e-post, kan du se i søppelposten, eller spørre den som laget kontoen din.',
  ],

  working: 'Vent litt …',
  problems: 'Dette må rettes først:',
  unavailableHeading: 'Vi får ikke kontakt med tjenesten',
  unavailable: 'Det kan skyldes nettet ditt eller at tjenesten er nede et øyeblikk. Prøv igjen om litt.',
};

const nn: Texts = {
  skipToContent: 'Hopp til innhaldet',
  languageLabel: 'Språk',

  chooseHeading: 'Vel passord',
  password: 'Nytt passord',
  rule: 'Minst 12 teikn, gjerne fleire ord.',
  show: 'Vis',
  hide: 'Skjul',
  choose: 'Lagre passordet',

  doneHeading: 'Passordet er lagra',
  done: [
    'Bruk det saman med e-postadressa di neste gong du loggar inn i Trespor.',
    'Du er logga ut overalt der du var logga inn. Lenkja du brukte, verkar ikkje lenger.',
  ],

  expiredHeading: 'Lenkja verkar ikkje lenger',
  expiredLead: 'Ho kan vere brukt, for gammal eller skriven feil. Skriv e-postadressa di, så sender vi ei ny.',
  askHeading: 'Vel nytt passord',
  askLead: 'Skriv e-postadressa di, så sender vi ei lenkje for å velje passord.',
  email: 'E-postadresse',
  ask: 'Send lenkje',

  askedHeading: 'Sjekk e-posten din',
  asked: (email) => [
    `Har ${email} ein konto i Trespor, kjem det no ei lenkje dit. Ho verkar i éin time.`,
    'Kjem det ingen e-post, kan du sjå i søppelposten, eller spørje den som laga kontoen din.',
  ],

  working: 'Vent litt …',
  problems: 'Dette må rettast først:',
  unavailableHeading: 'Vi får ikkje kontakt med tenesta',
  unavailable: 'Det kan kome av nettet ditt, eller av at tenesta er nede ein augneblink. Prøv att om litt.',
};

const en: Texts = {
  skipToContent: 'Skip to the content',
  languageLabel: 'Language',

  chooseHeading: 'Choose a password',
  password: 'New password',
  rule: 'At least 12 characters, preferably several words.',
  show: 'Show',
  hide: 'Hide',
  choose: 'Save the password',

  doneHeading: 'The password is saved',
  done: [
    'Use it together with your e-mail address the next time you sign in to Trespor.',
    'You are signed out everywhere you were signed in. The link you used does not work any more.',
  ],

  expiredHeading: 'The link does not work any more',
  expiredLead: 'It may be used, too old or mistyped. Write your e-mail address, and we send a new one.',
  askHeading: 'Choose a new password',
  askLead: 'Write your e-mail address, and we send a link to choose a password.',
  email: 'E-mail address',
  ask: 'Send a link',

  askedHeading: 'Check your e-mail',
  asked: (email) => [
    `If ${email} has an account in Trespor, a link is on its way there. It works for one hour.`,
    'If no mail arrives, look among the junk mail, or ask whoever made your account.',
  ],

  working: 'One moment …',
  problems: 'This must be put right first:',
  unavailableHeading: 'We cannot reach the service',
  unavailable: 'The cause may be your connection, or that the service is down for a moment. Try again in a while.',
};

const ALL: Record<Language, Texts> = { NB: nb, NN: nn, EN: en };

export function textsIn(language: Language): Texts {
  return ALL[language];
}
