//! Why a change does what it does to a series of answers, in words for those who decide what to do about it.

use ::entity::Language;

use super::Verdict;

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $verdict:ident { nb: $nb:literal, nn: $nn:literal, en: $en:literal $(,)? })*) => {
        /// Why the verdict on a change is what it is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Reason {
            $($(#[$doc])* $name,)*
        }

        impl Reason {
            /// Every reason.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// What a change for this reason does to a series of answers.
            #[must_use]
            pub const fn verdict(self) -> Verdict {
                match self { $(Self::$name => Verdict::$verdict,)* }
            }

            /// The reason in words.
            #[must_use]
            pub const fn in_language(self, language: Language) -> &'static str {
                match (self, language) {
                    $(
                        (Self::$name, Language::Nb) => $nb,
                        (Self::$name, Language::Nn) => $nn,
                        (Self::$name, Language::En) => $en,
                    )*
                }
            }
        }
    };
}

reasons! {
    /// A text with a mistake put right.
    Typo = Safe {
        nb: "Bare skrivemåten er endret: ordene, nektelsene og tallene er de samme.",
        nn: "Berre skrivemåten er endra: orda, nektingane og tala er dei same.",
        en: "Only the spelling has changed: words, negations and numbers are the same.",
    }
    /// A heading, a reason or a message in other words.
    ContextReworded = Safe {
        nb: "Teksten står rundt spørsmålet og er ikke en del av det.", nn: "Teksten står rundt spørsmålet og er ikkje ein del av det.",
        en: "The text stands around the question and is no part of it.",
    }
    /// A translation that was not there.
    TranslationAdded = Safe {
        nb: "De som leser dette språket, fikk bokmål før.", nn: "Dei som les dette språket, fekk bokmål før.",
        en: "Those who read this language got bokmål before.",
    }
    /// A translation that is gone.
    TranslationRemoved = Safe {
        nb: "De som leser dette språket, får bokmål fra nå av.", nn: "Dei som les dette språket, får bokmål frå no av.",
        en: "Those who read this language get bokmål from now on.",
    }
    /// A question in other words.
    Reworded = BreaksTrend {
        nb: "Spørsmålet er stilt med andre ord, så svarene kan gjelde noe annet.",
        nn: "Spørsmålet er stilt med andre ord, så svara kan gjelde noko anna.",
        en: "The question is asked in other words, so that answers may be about something else.",
    }
    /// Help in other words.
    HelpReworded = NeedsMapping {
        nb: "Hjelpeteksten kan si hva som skal regnes med. Avgjør om svarene fra før betyr det samme.",
        nn: "Hjelpeteksten kan seie kva som skal reknast med. Avgjer om svara frå før tyder det same.",
        en: "The help may say what to count. Decide whether answers from before mean the same.",
    }
    /// An option in other words.
    LabelReworded = NeedsMapping {
        nb: "Alternativet heter noe annet. Avgjør om det er det samme alternativet.",
        nn: "Alternativet heiter noko anna. Avgjer om det er det same alternativet.",
        en: "The option is called something else. Decide whether it is the same option.",
    }
    /// A step of a scale in other words.
    StepReworded = BreaksTrend {
        nb: "Trinnet på skalaen er beskrevet på en annen måte, så det måler noe annet.",
        nn: "Steget på skalaen er skildra på ein annan måte, så det måler noko anna.",
        en: "The step of the scale is described differently, so that it measures something else.",
    }
    /// Sections in another order, or more or fewer of them.
    Arrangement = Safe {
        nb: "Delene er bare ordnet på en annen måte. Spørsmålene står for seg i listen.",
        nn: "Delane er berre ordna på ein annan måte. Spørsmåla står for seg i lista.",
        en: "Sections are only arranged differently. Questions are listed for themselves.",
    }
    /// A new question.
    NewQuestion = Safe {
        nb: "Et nytt spørsmål begynner en ny serie. De andre fortsetter.", nn: "Eit nytt spørsmål byrjar ein ny serie. Dei andre held fram.",
        en: "A new question begins a new series. The others go on.",
    }
    /// A question that is not asked any more.
    NotAsked = BreaksTrend {
        nb: "Spørsmålet stilles ikke lenger, så serien slutter her.", nn: "Spørsmålet blir ikkje stilt lenger, så serien sluttar her.",
        en: "The question is not asked any more, so that the series ends here.",
    }
    /// A question in another place.
    Order = Safe {
        nb: "Spørsmålet er det samme, bare på et annet sted. Se etter om spørsmålet rett før det nå kan farge svarene.",
        nn: "Spørsmålet er det same, berre på ein annan stad. Sjå etter om spørsmålet rett før det no kan farge svara.",
        en: "The question is the same in another place. See whether the one right before it may now colour the answers.",
    }
    /// Another kind of answer.
    OtherKind = BreaksTrend {
        nb: "Det tas en annen type svar.", nn: "Det blir teke ein annan type svar.", en: "Another kind of answer is taken.",
    }
    /// Who must answer has changed.
    WhoMustAnswer = NeedsMapping {
        nb: "Svarene betyr det samme, men det er andre som må svare. Regn andelene av dem som har svart begge ganger.",
        nn: "Svara tyder det same, men det er andre som må svare. Rekn delane av dei som har svara begge gongene.",
        en: "Answers mean the same, but others must answer. Take shares of those who have answered both times.",
    }
    /// Who is asked has changed.
    WhoIsAsked = BreaksTrend {
        nb: "Spørsmålet stilles til andre enn før, så fordelingene gjelder ulike grupper.",
        nn: "Spørsmålet blir stilt til andre enn før, så fordelingane gjeld ulike grupper.",
        en: "Others are asked than before, so that distributions are about different groups.",
    }
    /// Fewer answers are accepted.
    Narrowed = NeedsMapping {
        nb: "Svar som ble tatt imot før, blir det ikke nå. Bestem hva de skal regnes som.",
        nn: "Svar som vart tekne imot før, blir det ikkje no. Avgjer kva dei skal reknast som.",
        en: "Answers that were accepted before no longer are. Decide what to count them as.",
    }
    /// More answers are accepted.
    Widened = Safe {
        nb: "Alle svar fra før ville fortsatt blitt tatt imot.", nn: "Alle svar frå før ville framleis blitt tekne imot.",
        en: "All answers from before would still be accepted.",
    }
    /// A way out that was not offered before.
    WayOutOffered = NeedsMapping {
        nb: "Noen som før valgte et svar, velger nå dette i stedet. Regn andelene av dem som har gitt et svar.",
        nn: "Nokon som før valde eit svar, vel no dette i staden. Rekn delane av dei som har gitt eit svar.",
        en: "Some who chose an answer before will choose this instead. Take shares of those who gave an answer.",
    }
    /// A way out that is not offered any more.
    WayOutGone = BreaksTrend {
        nb: "De som ville valgt dette, må nå velge et svar eller la være, og vi vet ikke hvem det gjelder.",
        nn: "Dei som ville valt dette, må no velje eit svar eller la vere, og vi veit ikkje kven det gjeld.",
        en: "Those who would have chosen this must now choose an answer or none, and we do not know who they are.",
    }
    /// Other options to choose from.
    OtherOptions = NeedsMapping {
        nb: "Det er andre alternativer å velge blant. Bestem hvilke som svarer til hverandre.",
        nn: "Det er andre alternativ å velje mellom. Avgjer kva for nokre som svarer til kvarandre.",
        en: "There are other options to choose from. Decide which belong together.",
    }
    /// A scale with more or fewer steps.
    OtherSteps = BreaksTrend {
        nb: "Skalaen har fått et annet antall trinn, så hvert trinn betyr noe annet.",
        nn: "Skalaen har fått eit anna tal på steg, så kvart steg tyder noko anna.",
        en: "The scale has another number of steps, so that each of them means something else.",
    }
    /// Options in another order.
    OptionOrder = Safe {
        nb: "Alternativene er de samme i en annen rekkefølge.", nn: "Alternativa er dei same i ei anna rekkjefølgje.",
        en: "The options are the same in another order.",
    }
    /// Steps of a scale in another order.
    StepOrder = BreaksTrend {
        nb: "Rekkefølgen er en del av skalaen: den første og den siste er ikke de samme lenger.",
        nn: "Rekkjefølgja er ein del av skalaen: den første og den siste er ikkje dei same lenger.",
        en: "The order is part of the scale: its first and its last step are not the same any more.",
    }
    /// Another score.
    OtherScore = BreaksTrend {
        nb: "Det samme svaret gir en annen poengsum, så modenheten endrer seg uten at noen har svart annerledes.",
        nn: "Det same svaret gir ein annan poengsum, så modenskapen endrar seg utan at nokon har svara annleis.",
        en: "The same answer gives another score, so that maturity changes though nobody has answered differently.",
    }
    /// A new row or field.
    NewPart = Safe {
        nb: "En ny rad eller et nytt felt begynner en ny serie. De andre fortsetter.",
        nn: "Ei ny rad eller eit nytt felt byrjar ein ny serie. Dei andre held fram.",
        en: "A new row or field begins a new series. The others go on.",
    }
    /// A new row among numbers that belong together.
    NewShare = NeedsMapping {
        nb: "Tallene fordeles på flere rader. Bestem hvilke rader fra før som den nye er tatt fra.",
        nn: "Tala blir fordelte på fleire rader. Avgjer kva for rader frå før den nye er teken frå.",
        en: "Numbers are spread over more rows. Decide which rows from before the new one is taken from.",
    }
    /// A row or field that is not asked any more.
    PartNotAsked = BreaksTrend {
        nb: "Raden eller feltet er borte, så serien slutter her.", nn: "Rada eller feltet er borte, så serien sluttar her.",
        en: "The row or field is gone, so that its series ends here.",
    }
    /// Rows or fields in another order.
    PartOrder = Safe {
        nb: "Radene eller feltene er de samme i en annen rekkefølge.", nn: "Radene eller felta er dei same i ei anna rekkjefølgje.",
        en: "Rows or fields are the same in another order.",
    }
    /// Another number of options may be chosen.
    HowManyChosen = BreaksTrend {
        nb: "Når flere eller færre kan velges, blir hvert alternativ valgt oftere eller sjeldnere.",
        nn: "Når fleire eller færre kan veljast, blir kvart alternativ valt oftare eller sjeldnare.",
        en: "Where more or fewer may be chosen, each option is chosen more or less often.",
    }
    /// Another unit.
    OtherUnit = BreaksTrend {
        nb: "Tallene er oppgitt i en annen enhet.", nn: "Tala er gitt opp i ei anna eining.", en: "Numbers are given in another unit.",
    }
    /// Rows that come from elsewhere.
    RowSource = NeedsMapping {
        nb: "Radene kommer fra et annet sted. Bestem hvilke som er de samme.", nn: "Radene kjem frå ein annan stad. Avgjer kva for nokre som er dei same.",
        en: "Rows come from elsewhere. Decide which are the same.",
    }
    /// Something else is filled in beforehand.
    FilledIn = NeedsMapping {
        nb: "Det som er fylt ut på forhånd, blir ofte stående. Se etter om svarene endrer seg der det er endret.",
        nn: "Det som er fylt ut på førehand, blir ofte ståande. Sjå etter om svara endrar seg der det er endra.",
        en: "What is filled in beforehand often stays. See whether answers change where it did.",
    }
}
