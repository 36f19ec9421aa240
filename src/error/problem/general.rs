//! What can be wrong anywhere.

/// Hands these on, after those that it was given.
macro_rules! with_general {
    ($($before:tt)*) => { with_proposals! { $($before)*
        /// The database has no time, as others write much.
        Busy = "BUSY" {
            nb: "Databasen er opptatt, for eksempel med en stor import. Vent litt og prøv igjen.",
            nn: "Databasen er oppteken, til dømes med ein stor import. Vent litt og prøv att.",
            en: "The database is busy, for example with a large import. Wait a little and try again.",
        }
        /// Nothing was given.
        Required = "REQUIRED" {
            nb: "Fyll ut dette feltet.", nn: "Fyll ut dette feltet.", en: "Fill in this field.",
        }
        /// Longer than can be kept.
        TooLong { max: usize } = "TOO_LONG" {
            nb: "Skriv høyst {max} tegn.", nn: "Skriv høgst {max} teikn.", en: "Write at most {max} characters.",
        }
        /// More entries than can be taken at once.
        TooMany { max: usize } = "TOO_MANY" {
            nb: "Send høyst {max} om gangen.", nn: "Send høgst {max} om gongen.", en: "Send at most {max} at a time.",
        }
        /// More than there is room for.
        NoRoom { max: usize } = "NO_ROOM" {
            nb: "Her er det plass til høyst {max}.", nn: "Her er det plass til høgst {max}.", en: "There is room for at most {max} here.",
        }
        /// A number outside its range.
        OutOfRange { min: f64, max: f64 } = "OUT_OF_RANGE" {
            nb: "Bruk et tall fra {min} til {max}.", nn: "Bruk eit tal frå {min} til {max}.", en: "Use a number from {min} to {max}.",
        }
        /// Zero, below zero or too large.
        NotAboveZero { max: f64 } = "NOT_ABOVE_ZERO" {
            nb: "Bruk et tall over 0, høyst {max}.", nn: "Bruk eit tal over 0, høgst {max}.", en: "Use a number above 0, at most {max}.",
        }
        /// Not an identifier that the server gave out.
        NotAnId = "INVALID_ID" {
            nb: "Dette er ingen nøkkel vi har gitt ut. Hent den på nytt fra listen.", nn: "Dette er ingen nøkkel vi har gitt ut. Hent han på nytt frå lista.",
            en: "This is no key that we gave out. Fetch it again from the list.",
        }
        /// Not an e-mail address.
        NotAnEmail = "INVALID_EMAIL" {
            nb: "Skriv en e-postadresse, for eksempel navn@etat.no.", nn: "Skriv ei e-postadresse, til dømes namn@etat.no.",
            en: "Write an e-mail address, for example name@agency.no.",
        }
        /// Not an organization number.
        NotAnOrgNumber = "INVALID_ORG_NUMBER" {
            nb: "Organisasjonsnummeret skal ha ni siffer, og det siste må stemme med de andre.",
            nn: "Organisasjonsnummeret skal ha ni siffer, og det siste må stemme med dei andre.",
            en: "An organization number has nine digits, and the last one must fit the others.",
        }
        /// Not a stable short name.
        NotACode = "INVALID_CODE" {
            nb: "En kode begynner med en bokstav og har bare bokstaver a–z, tall, bindestrek og understrek, høyst 64 tegn.",
            nn: "Ein kode byrjar med ein bokstav og har berre bokstavane a–z, tal, bindestrek og understrek, høgst 64 teikn.",
            en: "A code begins with a letter and has only letters a–z, digits, hyphens and underscores, at most 64 characters.",
        }
        /// Not what a system could call something.
        NotASystemCode = "INVALID_SYSTEM_CODE" {
            nb: "En slik kode begynner med en bokstav eller et siffer og har bare bokstaver a–z, tall og tegnene - _ . / :, høyst 64 tegn.",
            nn: "Ein slik kode byrjar med ein bokstav eller eit siffer og har berre bokstavane a–z, tal og teikna - _ . / :, høgst 64 teikn.",
            en: "Such a code begins with a letter or a digit and has only letters a–z, digits and the signs - _ . / :, at most 64 characters.",
        }
        /// Somebody else has it already.
        Taken = "TAKEN" {
            nb: "Dette er allerede i bruk. Velg noe annet.", nn: "Dette er alt i bruk. Vel noko anna.", en: "This is already in use. Choose something else.",
        }
        /// A key of a client that stands for something else already.
        ClientKeyUsed = "CLIENT_KEY_USED" {
            nb: "Denne nøkkelen er brukt til noe annet. Bruk en annen nøkkel.", nn: "Denne nøkkelen er brukt til noko anna. Bruk ein annan nøkkel.",
            en: "This key was used for something else. Use another key.",
        }
        /// None or several where exactly one is asked for.
        OnlyOne = "ONLY_ONE" {
            nb: "Send ett av disse, og bare ett.", nn: "Send eitt av desse, og berre eitt.", en: "Send one of these, and only one.",
        }
        /// The same twice in one list.
        Duplicate = "DUPLICATE" {
            nb: "Dette står to ganger. Ta bort det ene.", nn: "Dette står to gonger. Ta bort det eine.", en: "This is there twice. Take one away.",
        }
        /// Refers to something that is not there, or not theirs.
        Unknown = "NOT_FOUND" {
            nb: "Vi finner ikke dette. Det kan være fjernet; hent listen på nytt.", nn: "Vi finn ikkje dette. Det kan vere fjerna; hent lista på nytt.",
            en: "We cannot find this. It may be gone; fetch the list again.",
        }
        /// A password that is easily guessed.
        WeakPassword { min: usize } = "WEAK_PASSWORD" {
            nb: "Passordet er for lett å gjette. Bruk minst {min} tegn, gjerne flere ord som ikke hører sammen.",
            nn: "Passordet er for lett å gjette. Bruk minst {min} teikn, gjerne fleire ord som ikkje høyrer saman.",
            en: "The password is too easy to guess. Use at least {min} characters, for example several unrelated words.",
        }
        /// E-mail or password is wrong; not said which.
        WrongCredentials = "WRONG_CREDENTIALS" {
            nb: "E-postadressen eller passordet er feil.", nn: "E-postadressa eller passordet er feil.", en: "The e-mail address or the password is wrong.",
        }
        /// The password that one has now is wrong.
        WrongPassword = "WRONG_PASSWORD" {
            nb: "Det nåværende passordet er feil.", nn: "Det noverande passordet er feil.", en: "The current password is wrong.",
        }
        /// Too many tries.
        TooManyAttempts { minutes: i64 } = "TOO_MANY_ATTEMPTS" {
            nb: "For mange forsøk. Vent minst {minutes} min og prøv igjen, eller velg nytt passord.",
            nn: "For mange forsøk. Vent minst {minutes} min og prøv att, eller vel nytt passord.",
            en: "Too many attempts. Wait at least {minutes} min and try again, or choose a new password.",
        }
        /// A session that has ended.
        SessionEnded = "SESSION_ENDED" {
            nb: "Du er logget ut. Logg inn på nytt.", nn: "Du er logga ut. Logg inn på nytt.", en: "You are signed out. Sign in again.",
        }
        /// A link that does not work, or no longer.
        LinkInvalid = "LINK_INVALID" {
            nb: "Lenken virker ikke lenger. Be om en ny fra den som sendte den.", nn: "Lenkja verkar ikkje lenger. Be om ei ny frå den som sende henne.",
            en: "The link does not work any more. Ask whoever sent it for a new one.",
        }
        /// A link to choose a password that does not work, or no longer.
        ResetInvalid = "RESET_INVALID" {
            nb: "Lenken for å velge passord virker ikke lenger. Be om en ny.", nn: "Lenkja for å velje passord verkar ikkje lenger. Be om ei ny.",
            en: "The link to choose a password does not work any more. Ask for a new one.",
        }
        /// Changed by somebody else since it was read.
        ChangedSince = "CHANGED_SINCE" {
            nb: "Noen andre har endret dette i mellomtiden. Hent det på nytt og gjør endringen om igjen.",
            nn: "Nokon andre har endra dette i mellomtida. Hent det på nytt og gjer endringa om att.",
            en: "Somebody else has changed this in the meantime. Fetch it again and make the change once more.",
        }
        /// A key of the client's that something else was sent with before.
        KeyReused = "CLIENT_KEY_REUSED" {
            nb: "Denne nøkkelen ble brukt med et annet innhold. Velg en ny nøkkel for hver lagring.",
            nn: "Denne nøkkelen vart brukt med eit anna innhald. Vel ein ny nøkkel for kvar lagring.",
            en: "This key was used with something else. Choose a new key for each save.",
        }
        /// An owner that nobody can be written to.
        NoPrimaryContact { organization: String } = "NO_PRIMARY_CONTACT" {
            nb: "{organization} mangler en hovedkontakt. Legg inn en først.", nn: "{organization} manglar ein hovudkontakt. Legg inn ein først.",
            en: "{organization} has no primary contact. Add one first.",
        }
        /// The one who is invited, while there are others who could be.
        PrimaryContact = "PRIMARY_CONTACT" {
            nb: "Velg en annen hovedkontakt først.", nn: "Vel ein annan hovudkontakt først.", en: "Choose another primary contact first.",
        }
        /// Something else hangs on it.
        StillNeeded = "STILL_NEEDED" {
            nb: "Noe annet viser til dette, så det kan ikke fjernes.", nn: "Noko anna viser til dette, så det kan ikkje fjernast.",
            en: "Something else refers to this, so it cannot be removed.",
        }
        /// A round that nobody would be invited to.
        NobodyToInvite = "NOBODY_TO_INVITE" {
            nb: "Legg til tjenesteeiere i utvalget først.", nn: "Legg til tenesteeigarar i utvalet først.",
            en: "Add service owners to the study's frame first.",
        }
        /// A period that is over already.
        InThePast = "IN_THE_PAST" {
            nb: "Velg et tidspunkt som ikke er passert.", nn: "Vel eit tidspunkt som ikkje er passert.", en: "Choose a time that has not passed.",
        }
        /// A month that nothing can be counted of yet.
        MonthNotBegun = "MONTH_NOT_BEGUN" {
            nb: "Denne måneden har ikke begynt. Velg den som er nå, eller en tidligere.",
            nn: "Denne månaden har ikkje byrja. Vel den som er no, eller ein tidlegare.",
            en: "This month has not begun. Choose the current one, or an earlier one.",
        }
        /// A time of another century.
        NotATime = "INVALID_TIME" {
            nb: "Velg et tidspunkt mellom år 2000 og 2200.", nn: "Vel eit tidspunkt mellom år 2000 og 2200.",
            en: "Choose a time between the years 2000 and 2200.",
        }
        /// Levels that do not rise from zero.
        LevelsNotRising = "LEVELS_NOT_RISING" {
            nb: "Det laveste nivået må begynne på 0, og hvert nivå må begynne høyere enn det forrige.",
            nn: "Det lågaste nivået må byrje på 0, og kvart nivå må byrje høgare enn det førre.",
            en: "The lowest level must begin at 0, and each level must begin above the one before.",
        }
        /// Steps of a rating that do not rise, or a single one.
        StepsNotRising = "STEPS_NOT_RISING" {
            nb: "Skriv minst to trinn, og la hvert trinn være mer verdt enn det forrige.",
            nn: "Skriv minst to trinn, og lat kvart trinn vere meir verdt enn det førre.",
            en: "Write at least two steps, each worth more than the one before.",
        }
        /// A value that none of the steps of a rating has.
        NotAStep = "NOT_A_STEP" {
            nb: "Velg et av trinnene.", nn: "Vel eitt av trinna.", en: "Choose one of the steps.",
        }
        /// A rating without a value, or a value in one that says that there is none.
        RatedByValue = "RATED_BY_VALUE" {
            nb: "Gi en verdi når noe er vurdert, og ingen når det ikke er kjent eller ikke relevant.",
            nn: "Gje ein verdi når noko er vurdert, og ingen når det ikkje er kjent eller ikkje relevant.",
            en: "Give a value where something is rated, and none where it is not known or not relevant.",
        }
        /// An attribute of a level that there is none of, or of the lowest, which has none.
        LevelNotThere { highest: i32 } = "LEVEL_NOT_THERE" {
            nb: "Velg et nivå over det laveste. Det høyeste har nummer {highest}.",
            nn: "Vel eit nivå over det lågaste. Det høgaste har nummer {highest}.",
            en: "Choose a level above the lowest. The highest has number {highest}.",
        }
        /// A level that could never be reached by the gate, as no dimension says when it is.
        LevelWithoutAttribute = "LEVEL_WITHOUT_ATTRIBUTE" {
            nb: "Ingen dimensjon sier når dette nivået er nådd. La minst én dimensjon høre til det.",
            nn: "Ingen dimensjon seier når dette nivået er nådd. Lat minst éin dimensjon høyre til det.",
            en: "No dimension says when this level is reached. Let at least one dimension belong to it.",
        }
        /// The last one who may decide who takes part.
        LastAdmin = "LAST_ADMIN" {
            nb: "Analysen må ha minst én administrator. Gi noen andre rollen først.", nn: "Analysen må ha minst éin administrator. Gi nokon andre rolla først.",
            en: "The study must keep at least one administrator. Give somebody else the role first.",
        }
    } };
}
