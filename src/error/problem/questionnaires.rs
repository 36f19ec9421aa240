//! What can be wrong with a questionnaire, or with answers to one.

/// Hands these on, after those that it was given.
macro_rules! with_questionnaires {
    ($($before:tt)*) => { with_files! { $($before)*
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
        /// A response that is not frozen.
        NotSubmitted = "NOT_SUBMITTED" {
            nb: "Svarene er ikke sendt inn, så de kan fortsatt endres.", nn: "Svara er ikkje sende inn, så dei kan framleis endrast.",
            en: "The response has not been submitted, so it can still be changed.",
        }
        /// A round that has closed, where its response is to be opened again.
        ExtendRoundFirst = "EXTEND_ROUND_FIRST" {
            nb: "Undersøkelsen er stengt, så ingen kunne endre svarene. Forleng den først.",
            nn: "Undersøkinga er stengd, så ingen kunne endre svara. Forleng henne først.",
            en: "The survey is closed, so nobody could change the answers. Extend it first.",
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
        /// An answer to a row or field, where the whole is answered.
        WholeAnswered = "WHOLE_ANSWERED" {
            nb: "Det er svart for hele spørsmålet under ett. Ta det svaret tilbake først.",
            nn: "Det er svart for heile spørsmålet under eitt. Ta det svaret tilbake først.",
            en: "The question has been answered as a whole. Take that answer back first.",
        }
        /// An answer of another kind than the question takes.
        OtherKindOfAnswer = "OTHER_KIND_OF_ANSWER" {
            nb: "Spørsmålet tar en annen type svar. Svar slik spørsmålet er stilt.", nn: "Spørsmålet tek ein annan type svar. Svar slik spørsmålet er stilt.",
            en: "The question takes another kind of answer. Answer it as it is asked.",
        }
        /// A number of options above what may be chosen.
        TooManyChosen { max: usize } = "TOO_MANY_CHOSEN" {
            nb: "Velg høyst {max}.", nn: "Vel høgst {max}.", en: "Choose at most {max}.",
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
        /// Something of another kind than an entry of the library holds.
        EntryKindDiffers = "ENTRY_KIND_DIFFERS" {
            nb: "Oppføringen i biblioteket er av et annet slag. Ta vare på dette som en ny oppføring.",
            nn: "Oppføringa i biblioteket er av eit anna slag. Ta vare på dette som ei ny oppføring.",
            en: "The entry of the library is of another kind. Keep this as a new entry.",
        }
        /// A set of dimensions where something to ask is needed.
        NoQuestions = "NO_QUESTIONS" {
            nb: "Dette er dimensjoner for modenhet. Velg et spørsmål eller en del fra biblioteket.",
            nn: "Dette er dimensjonar for modenskap. Vel eit spørsmål eller ein del frå biblioteket.",
            en: "These are dimensions of maturity. Choose a question or a section from the library.",
        }
        /// Something to ask where a set of dimensions is needed.
        NoDimensions = "NO_DIMENSIONS" {
            nb: "Dette er ikke dimensjoner for modenhet. Velg et sett med dimensjoner fra biblioteket.",
            nn: "Dette er ikkje dimensjonar for modenskap. Vel eit sett med dimensjonar frå biblioteket.",
            en: "These are no dimensions of maturity. Choose a set of dimensions from the library.",
        }
        /// A question that nothing about maturity can come of.
        NeverScores = "NEVER_SCORES" {
            nb: "Svar på dette sier aldri noe om modenhet. Velg et spørsmål med svaralternativer, eller en rad i en matrise.",
            nn: "Svar på dette seier aldri noko om modenskap. Vel eit spørsmål med svaralternativ, eller ei rad i ei matrise.",
            en: "Answers to this never say anything about maturity. Choose a question with options, or a row of a matrix.",
        }
        /// A dimension all of whose questions weigh nothing.
        NothingMeasures = "NOTHING_MEASURES" {
            nb: "Dimensjonen måles ikke av noe. Gi minst ett av spørsmålene en vekt over 0.",
            nn: "Dimensjonen blir ikkje målt av noko. Gje minst eitt av spørsmåla ei vekt over 0.",
            en: "Nothing measures this dimension. Give at least one of its questions a weight above 0.",
        }
        /// A question that the questionnaire does not have.
        QuestionMissing { code: String } = "QUESTION_MISSING" {
            nb: "Spørreskjemaet har ikke noe spørsmål «{code}». Rett koden, eller ta det bort.",
            nn: "Spørjeskjemaet har ikkje noko spørsmål «{code}». Rett koden, eller ta det bort.",
            en: "The questionnaire has no question “{code}”. Mend the code, or take it away.",
        }
        /// A questionnaire that the study does not have.
        QuestionnaireMissing { code: String } = "QUESTIONNAIRE_MISSING" {
            nb: "Analysen har ikke noe spørreskjema med koden «{code}». Importer skjemaet først, eller rett koden.",
            nn: "Analysen har ikkje noko spørjeskjema med koden «{code}». Importer skjemaet først, eller rett koden.",
            en: "The study has no questionnaire with the code “{code}”. Import the questionnaire first, or mend the code.",
        }
        /// A question that owners cannot be grouped by.
        NoCategories = "NO_CATEGORIES" {
            nb: "Eierne kan ikke grupperes etter dette. Velg et spørsmål med svaralternativer, en rad i en matrise eller en opplysning om eierne; tall og datoer står i resultatene for hvert spørsmål.",
            nn: "Eigarane kan ikkje grupperast etter dette. Vel eit spørsmål med svaralternativ, ei rad i ei matrise eller ei opplysning om eigarane; tal og datoar står i resultata for kvart spørsmål.",
            en: "Owners cannot be grouped by this. Choose a question with options, a row of a matrix, or something known of the owners; numbers and dates are in the results of each question.",
        }
        /// A question that owners are not grouped by in dashboards.
        NoGroups = "NO_GROUPS" {
            nb: "Modenheten kan ikke deles opp etter dette. Velg et spørsmål der man velger blant svaralternativer uten skår, eller en opplysning om eierne.",
            nn: "Modenskapen kan ikkje delast opp etter dette. Vel eit spørsmål der ein vel blant svaralternativ utan skår, eller ei opplysning om eigarane.",
            en: "Maturity cannot be shown by this. Choose a question with options that have no score, or something known of the owners.",
        }
        /// A question that is not answered by writing.
        NoTexts = "NO_TEXTS" {
            nb: "Dette besvares ikke med tekst. Velg et tekstspørsmål, eller se resultatene for spørsmålet.",
            nn: "Dette blir ikkje svart på med tekst. Vel eit tekstspørsmål, eller sjå resultata for spørsmålet.",
            en: "This is not answered by writing. Choose a question that takes texts, or look at the results of the question.",
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
        /// A last day before the first one.
        BeforeEarliest = "BEFORE_EARLIEST" {
            nb: "Den siste dagen kan ikke være før den første.", nn: "Den siste dagen kan ikkje vere før den første.",
            en: "The last day cannot be before the first one.",
        }
        /// A rule of when something must be answered that never has to be.
        RequiredFirst = "REQUIRED_FIRST" {
            nb: "Regelen virker bare på spørsmål som skal besvares. Sett «required» til true, eller ta regelen bort.",
            nn: "Regelen verkar berre på spørsmål som skal svarast på. Set «required» til true, eller ta regelen bort.",
            en: "The rule works only on questions that must be answered. Set `required` to true, or take the rule away.",
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
        /// Only a draft can be changed or published.
        NotADraft = "NOT_A_DRAFT" {
            nb: "Bare et utkast kan endres eller publiseres. Lag et nytt utkast.", nn: "Berre eit utkast kan endrast eller publiserast. Lag eit nytt utkast.",
            en: "Only a draft can be changed or published. Make a new draft.",
        }
        /// Only a published version can be asked.
        NotPublished = "NOT_PUBLISHED" {
            nb: "Publiser spørreskjemaet først.", nn: "Publiser spørjeskjemaet først.", en: "Publish the questionnaire first.",
        }
        /// A version that no new round may ask.
        VersionRetired = "VERSION_RETIRED" {
            nb: "Denne utgaven er trukket tilbake. Velg en annen, eller publiser en ny.",
            nn: "Denne utgåva er trekt tilbake. Vel ei anna, eller publiser ei ny.",
            en: "This version is retired. Choose another, or publish a new one.",
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
        /// A rule that refuses every answer to a question that must be answered.
        NeverValid = "NEVER_VALID" {
            nb: "Ingen svar på dette spørsmålet godtas, så de som får det, kan ikke sende inn. Endre regelen.",
            nn: "Ingen svar på dette spørsmålet blir godtekne, så dei som får det, kan ikkje sende inn. Endre regelen.",
            en: "No answer to this question is accepted, so those who are asked it cannot submit. Change the rule.",
        }
        /// Limits that no whole number keeps to.
        NothingFits = "NOTHING_FITS" {
            nb: "Det er ingen hele tall mellom det minste og det største. Endre en av grensene.",
            nn: "Det er ingen heile tal mellom det minste og det største. Endre ei av grensene.",
            en: "There is no whole number between the least and the most. Change one of the limits.",
        }
        /// A question for which no answers were found that show it; it is not certain that there are none.
        PerhapsNeverShown = "PERHAPS_NEVER_SHOWN" {
            nb: "I prøvekjøringen fikk ingen dette spørsmålet. Se etter at regelen sier det du mener.",
            nn: "I prøvekøyringa fekk ingen dette spørsmålet. Sjå etter at regelen seier det du meiner.",
            en: "In the dry run nobody was shown this question. Check that the rule says what you mean.",
        }
        /// A question for which no answer was found that does, after some answers.
        PerhapsDeadEnd = "PERHAPS_DEAD_END" {
            nb: "I prøvekjøringen fant noen ikke noe svar som godtas her. Kjør den og se på svarene som førte dit.",
            nn: "I prøvekøyringa fann nokon ikkje noko svar som blir godteke her. Køyr henne og sjå på svara som førte dit.",
            en: "In the dry run some found no answer that is accepted here. Run it, and look at the answers that led there.",
        }
        /// A questionnaire in which there is nothing to answer.
        AsksNothing = "ASKS_NOTHING" {
            nb: "Skjemaet spør ikke om noe. Legg inn minst ett spørsmål som kan besvares.",
            nn: "Skjemaet spør ikkje om noko. Legg inn minst eitt spørsmål som det går an å svare på.",
            en: "The questionnaire asks nothing. Add at least one question that can be answered.",
        }
        /// Somebody may be asked nothing at all.
        NothingAsked = "NOTHING_ASKED" {
            nb: "I prøvekjøringen fikk noen ingen spørsmål i det hele tatt. Se over reglene.",
            nn: "I prøvekøyringa fekk nokon ingen spørsmål i det heile. Sjå over reglane.",
            en: "In the dry run some were asked nothing at all. Look the rules over.",
        }
    } };
}
