//! What can be wrong with a round, its mails and its invitations.

/// Hands these on, after those that it was given.
macro_rules! with_rounds {
    ($($before:tt)*) => { with_questionnaires! { $($before)*
        /// The round is paused.
        RoundPaused = "ROUND_PAUSED" {
            nb: "Undersøkelsen er satt på pause. Prøv igjen senere.", nn: "Undersøkinga er sett på pause. Prøv att seinare.",
            en: "The survey is paused. Try again later.",
        }
        /// What can only be done before the round opens.
        RoundHasOpened = "ROUND_HAS_OPENED" {
            nb: "Runden har åpnet, så dette kan ikke endres lenger.", nn: "Runden har opna, så dette kan ikkje endrast lenger.",
            en: "The round has opened, so this can no longer be changed.",
        }
        /// What can only be done after the round has closed.
        RoundNotClosed = "ROUND_NOT_CLOSED" {
            nb: "Runden er ikke stengt. Endre sluttidspunktet i stedet.", nn: "Runden er ikkje stengd. Endre sluttidspunktet i staden.",
            en: "The round is not closed. Change its closing instead.",
        }
        /// A closing that is not after the opening.
        ClosesTooEarly = "CLOSES_TOO_EARLY" {
            nb: "Runden må stenge etter at den åpner. Velg et senere tidspunkt.", nn: "Runden må stengje etter at han opnar. Vel eit seinare tidspunkt.",
            en: "The round must close after it opens. Choose a later time.",
        }
        /// An owner that the study is not about.
        NotInFrame = "NOT_IN_FRAME" {
            nb: "Denne tjenesteeieren er ikke i utvalget. Legg den til i utvalget først.",
            nn: "Denne tenesteeigaren er ikkje i utvalet. Legg han til i utvalet først.",
            en: "This service owner is not in the study's frame. Add it to the frame first.",
        }
        /// A reminder before anybody is invited, or in the past.
        ReminderTooEarly = "REMINDER_TOO_EARLY" {
            nb: "Velg et tidspunkt etter at runden har åpnet, og som ikke er passert.",
            nn: "Vel eit tidspunkt etter at runden har opna, og som ikkje er passert.",
            en: "Choose a time after the round has opened that has not passed.",
        }
        /// A reminder that could not leave before the round closes.
        ReminderTooLate = "REMINDER_TOO_LATE" {
            nb: "Påminnelser sendes på hverdager mellom 8 og 16, og denne ville kommet etter at runden er stengt. Velg et tidligere tidspunkt.",
            nn: "Påminningar blir sende på kvardagar mellom 8 og 16, og denne ville kome etter at runden er stengd. Vel eit tidlegare tidspunkt.",
            en: "Reminders are sent on working days between 8 and 16, and this one would come after the round has closed. Choose an earlier time.",
        }
        /// A time at which reminders that are planned could not leave any more.
        RemindersDoNotFit = "REMINDERS_DO_NOT_FIT" {
            nb: "Påminnelser som er planlagt, kan ikke sendes med dette tidspunktet. Endre dem samtidig, eller velg et annet tidspunkt.",
            nn: "Påminningar som er planlagde, kan ikkje sendast med dette tidspunktet. Endre dei samstundes, eller vel eit anna tidspunkt.",
            en: "Reminders that are planned cannot be sent with this time. Change them as well, or choose another time.",
        }
        /// The one who was invited has declined.
        Declined = "DECLINED" {
            nb: "Dere har takket nei til å svare. Velg «Svar likevel» for å fortsette.",
            nn: "De har takka nei til å svare. Vel «Svar likevel» for å halde fram.",
            en: "You have declined to answer. Choose “Answer after all” to go on.",
        }
        /// Handing something to oneself.
        HandOverToSelf = "HAND_OVER_TO_SELF" {
            nb: "Denne adressen tilhører den som er invitert, og som allerede har hele undersøkelsen. Oppgi adressen til en kollega.",
            nn: "Denne adressa tilhøyrer den som er invitert, og som allereie har heile undersøkinga. Oppgi adressa til ein kollega.",
            en: "This address belongs to the one who was invited, who has the whole survey already. Give the address of a colleague.",
        }
        /// What was handed over and taken back since.
        HandOverTakenBack = "HAND_OVER_TAKEN_BACK" {
            nb: "Denne delen er tatt tilbake. Gi den til kollegaen på nytt i stedet.", nn: "Denne delen er teken tilbake. Gi han til kollegaen på nytt i staden.",
            en: "This part was taken back. Hand it to the colleague again instead.",
        }
        /// So many mails to one person that no more are sent.
        TooManyMails { max: usize } = "TOO_MANY_MAILS" {
            nb: "Denne personen har fått {max} e-poster om dette, og får ikke flere. Be personen bruke lenken i den siste e-posten.",
            nn: "Denne personen har fått {max} e-postar om dette, og får ikkje fleire. Be personen bruke lenkja i den siste e-posten.",
            en: "This person has had {max} mails about this and gets no more. Ask the person to use the link in the latest mail.",
        }
        /// Submitting what nobody has approved.
        NeedsApproval = "NEEDS_APPROVAL" {
            nb: "Svarene må godkjennes før de sendes inn. Be den som skal godkjenne, om å gjøre det.",
            nn: "Svara må godkjennast før dei blir sende inn. Be den som skal godkjenne, om å gjere det.",
            en: "The answers must be approved before they are submitted. Ask the one who is to approve them.",
        }
        /// Asking, or submitting, where nobody is named who is to approve.
        NoApprover = "NO_APPROVER" {
            nb: "Ingen er valgt til å godkjenne. Velg noen først.", nn: "Ingen er vald til å godkjenne. Vel nokon først.",
            en: "Nobody is named who is to approve. Name somebody first.",
        }
        /// An approver where the round asks for none.
        NoApprovalAsked = "NO_APPROVAL_ASKED" {
            nb: "I denne runden trenger ingen å godkjenne. Dere kan sende inn.", nn: "I denne runden treng ingen å godkjenne. De kan sende inn.",
            en: "Nobody needs to approve in this round. You can submit.",
        }
        /// Opening a response again in a round that is paused.
        ResumeRoundFirst = "RESUME_ROUND_FIRST" {
            nb: "Undersøkelsen er satt på pause, så ingen kan svare. Fortsett den først.", nn: "Undersøkinga er sett på pause, så ingen kan svare. Hald fram med henne først.",
            en: "The survey is paused, so nobody can answer. Resume it first.",
        }
        /// Opening a response again whose invitation is withdrawn.
        RenewInvitationFirst = "RENEW_INVITATION_FIRST" {
            nb: "Invitasjonen er trukket tilbake, så ingen kan svare. Send en ny først.", nn: "Invitasjonen er trekt tilbake, så ingen kan svare. Send ein ny først.",
            en: "The invitation is withdrawn, so nobody can answer. Send a new one first.",
        }
        /// What would tie responses of an anonymous round to owners.
        NotWhereAnonymous = "NOT_WHERE_ANONYMOUS" {
            nb: "Dette går ikke i en anonym runde, for da kunne svarene knyttes til den som svarte.",
            nn: "Dette går ikkje i ein anonym runde, for då kunne svara knytast til den som svarte.",
            en: "This is not possible in an anonymous round, as answers could then be tied to those who gave them.",
        }
        /// What is for anonymous rounds only.
        NotAnonymous = "NOT_ANONYMOUS" {
            nb: "Denne runden er ikke anonym. Les svarene på vanlig måte.", nn: "Denne runden er ikkje anonym. Les svara på vanleg måte.",
            en: "This round is not anonymous. Read its answers in the usual way.",
        }
        /// The answers of an anonymous round that is not closed.
        AnonymousUntilClosed = "ANONYMOUS_UNTIL_CLOSED" {
            nb: "Svarene i en anonym runde kan leses når den er stengt.", nn: "Svara i ein anonym runde kan lesast når han er stengd.",
            en: "The answers of an anonymous round can be read once it has closed.",
        }
        /// The answers of an anonymous round that so few have answered that one could tell who said what.
        TooFewAnonymous { min: usize } = "TOO_FEW_ANONYMOUS" {
            nb: "Færre enn {min} har svart, så svarene vises ikke.", nn: "Færre enn {min} har svart, så svara blir ikkje viste.",
            en: "Fewer than {min} have answered, so the answers are not shown.",
        }
        /// Approving where there are no answers.
        NothingAnswered = "NOTHING_ANSWERED" {
            nb: "Ingenting er besvart ennå. Vent til det er noe å lese.", nn: "Ingenting er svara på enno. Vent til det er noko å lese.",
            en: "Nothing is answered yet. Wait until there is something to read.",
        }
        /// Approving what was changed since it was read.
        AnswersChanged = "ANSWERS_CHANGED" {
            nb: "Svarene er endret siden du leste dem. Les dem på nytt, og bestem deg så.", nn: "Svara er endra sidan du las dei. Les dei på nytt, og bestem deg så.",
            en: "The answers have been changed since you read them. Read them again, and decide then.",
        }
        /// A comment that somebody else wrote.
        NotYourComment = "NOT_YOUR_COMMENT" {
            nb: "Bare den som skrev kommentaren, kan endre eller slette den.", nn: "Berre den som skreiv kommentaren, kan endre eller slette han.",
            en: "Only the one who wrote the comment can change or delete it.",
        }
        /// A question in a section that was not handed to the one who asks.
        NotHandedToYou = "NOT_HANDED_TO_YOU" {
            nb: "Dette spørsmålet er ikke i den delen du har fått. Be den som ga deg delen, om å svare.",
            nn: "Dette spørsmålet er ikkje i den delen du har fått. Be den som gav deg delen, om å svare.",
            en: "This question is not in the part that you were given. Ask the one who gave you the part to answer it.",
        }
        /// A placeholder that stands for nothing.
        UnknownPlaceholder { name: String, known: String } = "UNKNOWN_PLACEHOLDER" {
            nb: "Vi vet ikke hva {{{name}}} står for. Bruk en av disse: {known}.", nn: "Vi veit ikkje kva {{{name}}} står for. Bruk ein av desse: {known}.",
            en: "We do not know what {{{name}}} stands for. Use one of these: {known}.",
        }
        /// A mail without the personal link.
        LinkMissing = "LINK_MISSING" {
            nb: "Teksten må ha med {{link}}, ellers kan ingen svare. Som knapp: [Åpne undersøkelsen]({{link}}) på en linje for seg.",
            nn: "Teksten må ha med {{link}}, elles kan ingen svare. Som knapp: [Opne undersøkinga]({{link}}) på ei linje for seg.",
            en: "The text must have {{link}} in it, or else nobody can answer. As a button: [Open the survey]({{link}}) on a line of its own.",
        }
        /// A personal link where it does not belong.
        LinkInSubject = "LINK_IN_SUBJECT" {
            nb: "Lenken hører hjemme i teksten, ikke i emnet.", nn: "Lenkja høyrer heime i teksten, ikkje i emnet.",
            en: "The link belongs in the text, not in the subject.",
        }
    } };
}
