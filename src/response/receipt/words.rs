use ::entity::Language;

use super::WrittenState;
use crate::response::frozen::FrozenOrigin;

/// What a receipt says besides what was asked and answered.
pub(super) struct Words {
    pub(super) heading: &'static str,
    pub(super) lead: &'static str,
    pub(super) number: &'static str,
    pub(super) time: &'static str,
    pub(super) owner: &'static str,
    pub(super) orgnr: &'static str,
    pub(super) submitted_by: &'static str,
    pub(super) approved_by: &'static str,
    pub(super) approved_at: &'static str,
    pub(super) study: &'static str,
    pub(super) round: &'static str,
    pub(super) questionnaire: &'static str,
    pub(super) version: &'static str,
    pub(super) version_hash: &'static str,
    pub(super) hash: &'static str,
    pub(super) answers: &'static str,
    pub(super) row: &'static str,
    pub(super) content: &'static str,
    pub(super) content_help: &'static str,
    dont_know: &'static str,
    not_relevant: &'static str,
    not_answered: &'static str,
    not_shown: &'static str,
    confirmed: &'static str,
    changed: &'static str,
    new: &'static str,
}

impl Words {
    pub(super) const fn of(language: Language) -> &'static Self {
        match language {
            Language::Nb => &NB,
            Language::Nn => &NN,
            Language::En => &EN,
        }
    }

    /// What is said instead of an answer; `None` where there is one.
    pub(super) const fn instead(&self, state: WrittenState) -> Option<&'static str> {
        match state {
            WrittenState::Answered => None,
            WrittenState::DontKnow => Some(self.dont_know),
            WrittenState::NotRelevant => Some(self.not_relevant),
            WrittenState::NotAnswered => Some(self.not_answered),
            WrittenState::NotShown => Some(self.not_shown),
        }
    }

    /// What an answer is to what was said in an earlier round.
    pub(super) const fn origin(&self, origin: FrozenOrigin) -> &'static str {
        match origin {
            FrozenOrigin::Confirmed => self.confirmed,
            FrozenOrigin::Changed => self.changed,
            FrozenOrigin::New => self.new,
        }
    }
}

static NB: Words = Words {
    heading: "Kvittering for innsendte svar",
    lead: "Dette ble sendt inn, ord for ord. Det kan ikke endres.",
    number: "Innsending nummer",
    time: "Tidspunkt",
    owner: "Svar for",
    orgnr: "Organisasjonsnummer",
    submitted_by: "Sendt inn av",
    approved_by: "Godkjent av",
    approved_at: "Godkjent",
    study: "Analyse",
    round: "Måling",
    questionnaire: "Spørreskjema",
    version: "Utgave",
    version_hash: "Kontrollsum for spørreskjemaet (SHA-256)",
    hash: "Kontrollsum for svarene (SHA-256)",
    answers: "Svarene",
    row: "Rad",
    content: "Innholdet som kontrollsummen er regnet ut av",
    content_help: "Kontrollsummen er SHA-256 av denne teksten i UTF-8, uten linjeskift til slutt. Er ett tegn endret, blir den en annen.",
    dont_know: "Vet ikke",
    not_relevant: "Ikke relevant",
    not_answered: "Ikke besvart",
    not_shown: "Ikke vist: spørsmålet gjaldt ikke med svarene over",
    confirmed: "Bekreftet: det samme som sist",
    changed: "Endret siden sist",
    new: "Nytt svar",
};

static NN: Words = Words {
    heading: "Kvittering for innsende svar",
    lead: "Dette vart sendt inn, ord for ord. Det kan ikkje endrast.",
    number: "Innsending nummer",
    time: "Tidspunkt",
    owner: "Svar for",
    orgnr: "Organisasjonsnummer",
    submitted_by: "Sendt inn av",
    approved_by: "Godkjent av",
    approved_at: "Godkjent",
    study: "Analyse",
    round: "Måling",
    questionnaire: "Spørjeskjema",
    version: "Utgåve",
    version_hash: "Kontrollsum for spørjeskjemaet (SHA-256)",
    hash: "Kontrollsum for svara (SHA-256)",
    answers: "Svara",
    row: "Rad",
    content: "Innhaldet som kontrollsummen er rekna ut av",
    content_help: "Kontrollsummen er SHA-256 av denne teksten i UTF-8, utan linjeskift til slutt. Er eitt teikn endra, blir han ein annan.",
    dont_know: "Veit ikkje",
    not_relevant: "Ikkje relevant",
    not_answered: "Ikkje svart på",
    not_shown: "Ikkje vist: spørsmålet galdt ikkje med svara over",
    confirmed: "Stadfesta: det same som sist",
    changed: "Endra sidan sist",
    new: "Nytt svar",
};

static EN: Words = Words {
    heading: "Receipt for submitted answers",
    lead: "This is what was submitted, word for word. It cannot be changed.",
    number: "Submission number",
    time: "Time",
    owner: "Answered for",
    orgnr: "Organization number",
    submitted_by: "Submitted by",
    approved_by: "Approved by",
    approved_at: "Approved",
    study: "Study",
    round: "Round",
    questionnaire: "Questionnaire",
    version: "Version",
    version_hash: "Checksum of the questionnaire (SHA-256)",
    hash: "Checksum of the answers (SHA-256)",
    answers: "The answers",
    row: "Row",
    content: "The content that the checksum is computed from",
    content_help: "The checksum is SHA-256 of this text in UTF-8, without a line break at the end. With one character changed it is another.",
    dont_know: "Don't know",
    not_relevant: "Not relevant",
    not_answered: "Not answered",
    not_shown: "Not shown: with the answers above, the question did not apply",
    confirmed: "Confirmed: the same as last time",
    changed: "Changed since last time",
    new: "New answer",
};
