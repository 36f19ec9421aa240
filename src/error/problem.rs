//! What can be wrong with what a person asked for, in words that say what to do.

use ::entity::Language;

macro_rules! problems {
    ($($(#[$doc:meta])* $name:ident $({ $($field:ident: $type:ty),* })? = $code:literal {
        nb: $nb:literal, nn: $nn:literal, en: $en:literal $(,)?
    })*) => {
        /// One thing that is wrong. Each has a code for programs, and a message in each language for people.
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
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
    TooManyGroupRows { max: usize } = "TOO_MANY_GROUP_ROWS" {
        nb: "Her er det plass til høyst {max} rader.", nn: "Her er det plass til høgst {max} rader.", en: "There is room for at most {max} rows here.",
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
    /// A version of another questionnaire.
    OtherQuestionnaire = "OTHER_QUESTIONNAIRE" {
        nb: "Velg to utgaver av det samme spørreskjemaet.", nn: "Vel to utgåver av det same spørjeskjemaet.",
        en: "Choose two versions of the same questionnaire.",
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
    /// Something that does not belong here.
    OutOfPlace = "OUT_OF_PLACE" {
        nb: "Dette hører ikke hjemme her. Ta det bort.", nn: "Dette høyrer ikkje heime her. Ta det bort.",
        en: "This does not belong here. Leave it out.",
    }
    /// A file that is no table.
    NotATable = "NOT_A_TABLE" {
        nb: "Filen er verken CSV eller XLSX. Lagre den som en av dem.", nn: "Fila er verken CSV eller XLSX. Lagre henne som ei av dei.",
        en: "The file is neither CSV nor XLSX. Save it as one of them.",
    }
    /// A file behind a password.
    FileLocked = "FILE_LOCKED" {
        nb: "Filen er beskyttet med passord. Lagre den uten.", nn: "Fila er verna med passord. Lagre henne utan.",
        en: "The file is protected by a password. Save it without one.",
    }
    /// A file that is too large, packed or unpacked.
    FileTooLarge { mebibytes: u64 } = "FILE_TOO_LARGE" {
        nb: "Filen er for stor: høyst {mebibytes} MiB. Del den opp.", nn: "Fila er for stor: høgst {mebibytes} MiB. Del henne opp.",
        en: "The file is too large: at most {mebibytes} MiB. Split it.",
    }
    /// A file that is broken.
    FileDamaged = "FILE_DAMAGED" {
        nb: "Filen er ødelagt eller ikke hel. Lagre den på nytt og send den igjen.", nn: "Fila er øydelagd eller ikkje heil. Lagre henne på nytt og send henne igjen.",
        en: "The file is damaged or not whole. Save it anew and send it again.",
    }
    /// Text whose letters cannot be told.
    FileEncoding = "FILE_ENCODING" {
        nb: "Bokstavene i filen kan ikke leses. Lagre den som CSV UTF-8.", nn: "Bokstavane i fila kan ikkje lesast. Lagre henne som CSV UTF-8.",
        en: "The letters in the file cannot be read. Save it as CSV UTF-8.",
    }
    /// A quote that is never closed.
    UnclosedQuote { row: u32 } = "UNCLOSED_QUOTE" {
        nb: "Et anførselstegn i rad {row} blir aldri lukket.", nn: "Eit hermeteikn i rad {row} blir aldri lukka.",
        en: "A quote that is opened in row {row} is never closed.",
    }
    /// A table without a header.
    TableEmpty = "TABLE_EMPTY" {
        nb: "Tabellen er tom.", nn: "Tabellen er tom.", en: "The table is empty.",
    }
    /// A sheet that the file does not have.
    SheetNotFound { sheets: String } = "SHEET_NOT_FOUND" {
        nb: "Filen har ikke dette arket. Den har: {sheets}.", nn: "Fila har ikkje dette arket. Ho har: {sheets}.",
        en: "The file has no such sheet. It has: {sheets}.",
    }
    /// More rows than can be taken.
    TooManyRows { max: u32 } = "TOO_MANY_ROWS" {
        nb: "Tabellen har mer enn {max} rader. Del den opp.", nn: "Tabellen har meir enn {max} rader. Del han opp.",
        en: "The table has more than {max} rows. Split it.",
    }
    /// More columns than can be taken.
    TooManyColumns { max: usize, row: u32 } = "TOO_MANY_COLUMNS" {
        nb: "Rad {row} har mer enn {max} kolonner.", nn: "Rad {row} har meir enn {max} kolonnar.", en: "Row {row} has more than {max} columns.",
    }
    /// A cell that is too long.
    CellTooLong { row: u32, column: String } = "CELL_TOO_LONG" {
        nb: "Cellen i rad {row}, kolonne {column} er for lang.", nn: "Cella i rad {row}, kolonne {column} er for lang.",
        en: "The cell in row {row}, column {column} is too long.",
    }
    /// A column that has to be there. (`:.0` shows nothing of the other languages.)
    ColumnMissing { nb: String, nn: String, en: String } = "COLUMN_MISSING" {
        nb: "Kolonnen «{nb}» mangler.{nn:.0}{en:.0}", nn: "Kolonnen «{nn}» manglar.{nb:.0}{en:.0}", en: "The column “{en}” is missing.{nb:.0}{nn:.0}",
    }
    /// A column that nothing is known of.
    ColumnUnknown { column: String } = "COLUMN_UNKNOWN" {
        nb: "Kolonnen «{column}» er ukjent. Velg hva den er, eller at den ikke skal leses.",
        nn: "Kolonnen «{column}» er ukjend. Vel kva han er, eller at han ikkje skal lesast.",
        en: "The column “{column}” is unknown. Choose what it is, or that it is not to be read.",
    }
    /// Several columns for one thing, or several things in one column.
    ColumnTwice { columns: String } = "COLUMN_TWICE" {
        nb: "Dette kan leses på flere måter: {columns}. Velg én.", nn: "Dette kan lesast på fleire måtar: {columns}. Vel éin.",
        en: "This can be read in several ways: {columns}. Choose one.",
    }
    /// A column or field was chosen that there is not.
    ChoiceUnknown { column: String, field: String } = "COLUMN_CHOICE_UNKNOWN" {
        nb: "«{column}» kan ikke leses som «{field}»: en av dem finnes ikke.", nn: "«{column}» kan ikkje lesast som «{field}»: ein av dei finst ikkje.",
        en: "“{column}” cannot be read as “{field}”: one of them does not exist.",
    }
    /// A cell that is no number.
    NotANumber = "INVALID_NUMBER" {
        nb: "Skriv et tall.", nn: "Skriv eit tal.", en: "Write a number.",
    }
    /// A number that can be read in two ways.
    AmbiguousNumber = "AMBIGUOUS_NUMBER" {
        nb: "Dette kan være tusener eller desimaler. Skriv tallet uten tusenskille.", nn: "Dette kan vere tusen eller desimalar. Skriv talet utan tusenskilje.",
        en: "This may be thousands or decimals. Write the number without a sign between thousands.",
    }
    /// A number with decimals.
    NotWhole = "NOT_WHOLE" {
        nb: "Skriv et helt tall.", nn: "Skriv eit heilt tal.", en: "Write a whole number.",
    }
    /// A cell that is no date.
    NotADate = "INVALID_DATE" {
        nb: "Skriv en dato fra 1900 til 2199 som 2026-05-31 eller 31.05.2026, uten klokkeslett.", nn: "Skriv ein dato frå 1900 til 2199 som 2026-05-31 eller 31.05.2026, utan klokkeslett.",
        en: "Write a date from 1900 to 2199 as 2026-05-31 or 31.05.2026, without a time of day.",
    }
    /// A cell that is no month.
    NotAMonth = "INVALID_MONTH" {
        nb: "Skriv en måned fra 1900 til 2199 som 2026-05.", nn: "Skriv ein månad frå 1900 til 2199 som 2026-05.", en: "Write a month from 1900 to 2199 as 2026-05.",
    }
    /// Neither yes nor no.
    NotYesOrNo = "NOT_YES_OR_NO" {
        nb: "Skriv ja eller nei.", nn: "Skriv ja eller nei.", en: "Write yes or no.",
    }
    /// None of the words that there are. (`:.0` shows nothing of the other languages.)
    NotAChoice { nb: String, nn: String, en: String } = "NOT_A_CHOICE" {
        nb: "Skriv en av disse: {nb}.{nn:.0}{en:.0}", nn: "Skriv ein av desse: {nn}.{nb:.0}{en:.0}", en: "Write one of these: {en}.{nb:.0}{nn:.0}",
    }
    /// A formula without a result.
    FormulaError { shown: String } = "FORMULA_ERROR" {
        nb: "Formelen har ikke noe svar: {shown}.", nn: "Formelen har ikkje noko svar: {shown}.", en: "The formula has no result: {shown}.",
    }
    /// Characters that nobody can see.
    ControlCharacter = "CONTROL_CHARACTER" {
        nb: "Teksten har usynlige tegn. Skriv den på nytt.", nn: "Teksten har usynlege teikn. Skriv han på nytt.",
        en: "The text has characters that nobody can see. Write it anew.",
    }
    /// Two rows about the same, or with what only one can have.
    SameAsRow { row: u32 } = "SAME_AS_ROW" {
        nb: "Dette står allerede i rad {row}.", nn: "Dette står alt i rad {row}.", en: "This is in row {row} already.",
    }
    /// Nobody or nothing is registered with this number or code.
    NotRegistered = "NOT_REGISTERED" {
        nb: "Ingen er registrert med dette. Registrer det først.", nn: "Ingen er registrert med dette. Registrer det først.",
        en: "Nothing is registered with this. Register it first.",
    }
    /// Retired, and therefore no longer offered.
    IsRetired = "RETIRED" {
        nb: "Dette er tatt ut av bruk. Ta det i bruk igjen først.", nn: "Dette er teke ut av bruk. Ta det i bruk igjen først.",
        en: "This is retired. Bring it back first.",
    }
    /// More than one thing fits.
    SeveralFit = "SEVERAL_FIT" {
        nb: "Flere passer til dette. Endre eller fjern den ene først.", nn: "Fleire passar til dette. Endre eller fjern den eine først.",
        en: "Several fit this. Change or remove one of them first.",
    }
    /// An import that has ended.
    ImportEnded = "IMPORT_ENDED" {
        nb: "Importen er ferdig og kan ikke avbrytes.", nn: "Importen er ferdig og kan ikkje avbrytast.", en: "The import has ended and cannot be called off.",
    }
    /// Who asked for the import may not do it any more.
    RightsLost = "RIGHTS_LOST" {
        nb: "Den som ba om importen, har ikke lenger lov til det.", nn: "Den som bad om importen, har ikkje lenger lov til det.",
        en: "Whoever asked for the import may not do it any more.",
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
