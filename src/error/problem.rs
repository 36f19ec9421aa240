//! What can be wrong with what a person asked for, in words that say what to do.

use ::entity::Language;

macro_rules! problems {
    ($($(#[$doc:meta])* $name:ident $({ $($field:ident: $type:ty),* })? = $code:literal {
        nb: $nb:literal, nn: $nn:literal, en: $en:literal $(,)?
    })*) => {
        /// One thing that is wrong. Each has a code for programs, and a message in each language for people.
        #[derive(Debug, Clone, PartialEq)]
        #[expect(missing_docs, reason = "the fields are the numbers that the messages mention")]
        pub enum Problem {
            $($(#[$doc])* $name $({ $($field: $type),* })?,)*
        }

        /// What is wrong, for programs. New codes may come.
        // The derive is the one thing here that knows of GraphQL: a second list of codes there would drift.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, async_graphql::Enum)]
        #[graphql(name = "UserErrorCode")]
        pub enum Code {
            $($(#[$doc])* #[graphql(name = $code)] $name,)*
        }

        impl Problem {
            /// The code that programs read.
            #[must_use]
            pub const fn code(&self) -> Code {
                match self { $(Self::$name $({ $($field: _),* })? => Code::$name,)* }
            }

            /// What to tell the person.
            #[must_use]
            pub fn message(&self, language: Language) -> String {
                match (self, language) {
                    $(
                        (Self::$name $({ $($field),* })?, Language::Nb) => format!($nb),
                        (Self::$name $({ $($field),* })?, Language::Nn) => format!($nn),
                        (Self::$name $({ $($field),* })?, Language::En) => format!($en),
                    )*
                }
            }
        }
    };
}

problems! {
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
    /// A number outside its range.
    OutOfRange { min: f64, max: f64 } = "OUT_OF_RANGE" {
        nb: "Bruk et tall fra {min} til {max}.", nn: "Bruk eit tal frå {min} til {max}.", en: "Use a number from {min} to {max}.",
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
    /// Somebody else has it already.
    Taken = "TAKEN" {
        nb: "Dette er allerede i bruk. Velg noe annet.", nn: "Dette er alt i bruk. Vel noko anna.", en: "This is already in use. Choose something else.",
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
    /// The round has not opened.
    RoundNotOpen = "ROUND_NOT_OPEN" {
        nb: "Undersøkelsen har ikke åpnet ennå.", nn: "Undersøkinga har ikkje opna enno.", en: "The survey has not opened yet.",
    }
    /// The round has closed.
    RoundClosed = "ROUND_CLOSED" {
        nb: "Undersøkelsen er stengt.", nn: "Undersøkinga er stengd.", en: "The survey is closed.",
    }
    /// The response is frozen.
    AlreadySubmitted = "ALREADY_SUBMITTED" {
        nb: "Svarene er allerede sendt inn.", nn: "Svara er alt sende inn.", en: "The response has already been submitted.",
    }
    /// A question without an answer.
    AnswerMissing = "ANSWER_MISSING" {
        nb: "Svar på dette spørsmålet.", nn: "Svar på dette spørsmålet.", en: "Answer this question.",
    }
    /// A colleague has changed the answer since.
    AnswerChanged { revision: i32 } = "ANSWER_CHANGED" {
        nb: "Noen andre har endret svaret i mellomtiden (utgave {revision}). Se på det nye svaret og velg.",
        nn: "Nokon andre har endra svaret i mellomtida (utgåve {revision}). Sjå på det nye svaret og vel.",
        en: "Somebody else has changed the answer in the meantime (revision {revision}). Look at the new answer and choose.",
    }
    /// An answer that the question does not take.
    NotAllowed = "NOT_ALLOWED" {
        nb: "Velg ett av svarene som spørsmålet tilbyr.", nn: "Vel eitt av svara som spørsmålet tilbyr.",
        en: "Choose one of the answers that the question offers.",
    }
    /// A number of options above what may be chosen.
    TooManyChosen { max: usize } = "TOO_MANY_CHOSEN" {
        nb: "Velg høyst {max}.", nn: "Vel høgst {max}.", en: "Choose at most {max}.",
    }
    /// More rows than a repeating group may have.
    TooManyRows { max: usize } = "TOO_MANY_ROWS" {
        nb: "Her er det plass til høyst {max} rader.", nn: "Her er det plass til høgst {max} rader.", en: "There is room for at most {max} rows here.",
    }
    /// A number with a fraction, where only whole ones are taken.
    NotWhole = "NOT_WHOLE" {
        nb: "Skriv et helt tall.", nn: "Skriv eit heilt tal.", en: "Write a whole number.",
    }
    /// Below the least that is taken.
    TooSmall { least: f64 } = "TOO_SMALL" {
        nb: "Skriv et tall som er minst {least}.", nn: "Skriv eit tal som er minst {least}.", en: "Write a number that is at least {least}.",
    }
    /// Above the most that is taken.
    TooLarge { most: f64 } = "TOO_LARGE" {
        nb: "Skriv et tall som er høyst {most}.", nn: "Skriv eit tal som er høgst {most}.", en: "Write a number that is at most {most}.",
    }
    /// Before the first day that is taken.
    TooEarly { earliest: String } = "TOO_EARLY" {
        nb: "Velg en dag fra {earliest} og framover.", nn: "Vel ein dag frå {earliest} og framover.", en: "Choose a day from {earliest} on.",
    }
    /// After the last day that is taken.
    TooLate { latest: String } = "TOO_LATE" {
        nb: "Velg en dag til og med {latest}.", nn: "Vel ein dag til og med {latest}.", en: "Choose a day no later than {latest}.",
    }
    /// An answer that a rule of its question refuses, in the words of whoever made the rule. (`:.0` shows nothing of the others.)
    AnswerNotValid { nb: String, nn: String, en: String } = "ANSWER_NOT_VALID" {
        nb: "{nb}{nn:.0}{en:.0}", nn: "{nn}{nb:.0}{en:.0}", en: "{en}{nb:.0}{nn:.0}",
    }
    /// An answer that a rule of its question refuses, without words of its own.
    AnswerUnfit = "ANSWER_UNFIT" {
        nb: "Svaret passer ikke sammen med de andre svarene. Se over det.", nn: "Svaret passar ikkje saman med dei andre svara. Sjå over det.",
        en: "The answer does not fit the other answers. Look it over.",
    }
    /// Something that questions of this kind have no use for.
    NotForThisKind = "NOT_FOR_THIS_KIND" {
        nb: "Dette passer ikke til spørsmål av denne typen. Ta det bort, eller velg en annen type.",
        nn: "Dette passar ikkje til spørsmål av denne typen. Ta det bort, eller vel ein annan type.",
        en: "This does not go with questions of this kind. Take it away, or choose another kind.",
    }
    /// A code that belongs to a question of another kind already.
    KindDiffers = "KIND_DIFFERS" {
        nb: "Et spørsmål med denne koden har en annen type. Bruk en ny kode.", nn: "Eit spørsmål med denne koden har ein annan type. Bruk ein ny kode.",
        en: "A question with this code is of another kind. Use a new code.",
    }
    /// An end below its beginning.
    BelowLeast = "BELOW_LEAST" {
        nb: "Dette må ikke være mindre enn det minste.", nn: "Dette må ikkje vere mindre enn det minste.", en: "This must not be below the least.",
    }
    /// A fact of the owner that cannot stand in a text.
    UnknownFact { name: String, known: String } = "UNKNOWN_FACT" {
        nb: "«{name}» er ikke noe vi kan sette inn. Bruk {known}.", nn: "«{name}» er ikkje noko vi kan setje inn. Bruk {known}.",
        en: "“{name}” is nothing we can put in. Use {known}.",
    }
    /// A text that had better be there in English too.
    EnglishMissing = "ENGLISH_MISSING" {
        nb: "Teksten mangler på engelsk. De som leser engelsk, får bokmål.", nn: "Teksten manglar på engelsk. Dei som les engelsk, får bokmål.",
        en: "The text is missing in English. Those who read English get bokmål.",
    }
    /// Changed by somebody else since it was read.
    ChangedSince = "CHANGED_SINCE" {
        nb: "Noen andre har endret dette i mellomtiden. Hent det på nytt og gjør endringen om igjen.",
        nn: "Nokon andre har endra dette i mellomtida. Hent det på nytt og gjer endringa om att.",
        en: "Somebody else has changed this in the meantime. Fetch it again and make the change once more.",
    }
    /// Only a draft can be changed or published.
    NotADraft = "NOT_A_DRAFT" {
        nb: "Bare et utkast kan endres eller publiseres. Lag et nytt utkast.", nn: "Berre eit utkast kan endrast eller publiserast. Lag eit nytt utkast.",
        en: "Only a draft can be changed or published. Make a new draft.",
    }
    /// Only a published version can be asked.
    NotPublished = "NOT_PUBLISHED" {
        nb: "Publiser spørreskjemaet først.", nn: "Publiser spørjeskjemaet først.", en: "Publish the questionnaire first.",
    }
    /// A choice between fewer than two options.
    TooFewOptions = "TOO_FEW_OPTIONS" {
        nb: "Legg inn minst to svaralternativer.", nn: "Legg inn minst to svaralternativ.", en: "Add at least two options.",
    }
    /// A text that has to be there in this language before publishing.
    TranslationMissing = "TRANSLATION_MISSING" {
        nb: "Teksten mangler på nynorsk.", nn: "Teksten manglar på nynorsk.", en: "The text is missing in nynorsk.",
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
    /// A file that is no JSON.
    NotJson { line: usize, column: usize } = "INVALID_JSON" {
        nb: "Dette er ikke gyldig JSON: se på linje {line}, tegn {column}.", nn: "Dette er ikkje gyldig JSON: sjå på linje {line}, teikn {column}.",
        en: "This is not valid JSON: look at line {line}, character {column}.",
    }
    /// Bytes that are not written in Base64.
    NotBase64 = "INVALID_BASE64" {
        nb: "Send innholdet i filen som Base64.", nn: "Send innhaldet i fila som Base64.", en: "Send what is in the file as Base64.",
    }
    /// Two things of which one excludes the other.
    EitherOr = "EITHER_OR" {
        nb: "Oppgi enten dette eller det andre, ikke begge.", nn: "Oppgi anten dette eller det andre, ikkje begge.", en: "Give either this or the other, not both.",
    }
    /// A maturity model in the file of a questionnaire.
    MaturityApart = "MATURITY_APART" {
        nb: "Modenhetsmodellen i filen må importeres for seg.", nn: "Modenskapsmodellen i fila må importerast for seg.",
        en: "The maturity model in the file has to be imported by itself.",
    }
    /// A file that is no workbook, or cannot be read.
    NotAWorkbook { why: String } = "NOT_A_WORKBOOK" {
        nb: "Filen kan ikke leses som en arbeidsbok (XLSX): {why}.", nn: "Fila kan ikkje lesast som ei arbeidsbok (XLSX): {why}.",
        en: "The file cannot be read as a workbook (XLSX): {why}.",
    }
    /// Something in a form of another tool that does not fit, in words. (`:.0` shows nothing of the other languages.)
    DoesNotFit { nb: String, nn: String, en: String } = "DOES_NOT_FIT" {
        nb: "{nb}{nn:.0}{en:.0}", nn: "{nn}{nb:.0}{en:.0}", en: "{en}{nb:.0}{nn:.0}",
    }
    /// A name that nothing is known of.
    UnknownField { known: String } = "UNKNOWN_FIELD" {
        nb: "Dette finnes ikke her. Her kan det stå {known}.", nn: "Dette finst ikkje her. Her kan det stå {known}.",
        en: "There is no such thing here. What may stand here is {known}.",
    }
    /// Something else than what belongs here. (`:.0` shows nothing of the other languages.)
    WrongShape { nb: String, nn: String, en: String } = "WRONG_SHAPE" {
        nb: "Her skal det stå {nb}.{nn:.0}{en:.0}", nn: "Her skal det stå {nn}.{nb:.0}{en:.0}", en: "Write {en} here.{nb:.0}{nn:.0}",
    }
    /// None of the words or numbers that there are.
    NotOneOf { known: String } = "NOT_ONE_OF" {
        nb: "Skriv en av disse: {known}.", nn: "Skriv ein av desse: {known}.", en: "Write one of these: {known}.",
    }
    /// A rule that cannot be used: at which character, and why, in each language. (`:.0` shows nothing of the others.)
    RuleFault { at: usize, nb: String, nn: String, en: String } = "RULE_FAULT" {
        nb: "Regelen kan ikke brukes, ved tegn {at}: {nb}.{nn:.0}{en:.0}",
        nn: "Regelen kan ikkje brukast, ved teikn {at}: {nn}.{nb:.0}{en:.0}",
        en: "The rule cannot be used, at character {at}: {en}.{nb:.0}{nn:.0}",
    }
    /// A question that is hidden whatever is answered.
    NeverShown = "NEVER_SHOWN" {
        nb: "Spørsmålet blir aldri vist, uansett hva som svares. Endre regelen.",
        nn: "Spørsmålet blir aldri vist, uansett kva ein svarar. Endre regelen.",
        en: "The question is never shown, whatever is answered. Change the rule.",
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
    /// The last one who may decide who takes part.
    LastAdmin = "LAST_ADMIN" {
        nb: "Analysen må ha minst én administrator. Gi noen andre rollen først.", nn: "Analysen må ha minst éin administrator. Gi nokon andre rolla først.",
        en: "The study must keep at least one administrator. Give somebody else the role first.",
    }
}
