//! What mails to those who answered, and between those who answer together, say where nobody has written anything else. Pure.

use ::entity::Language;

/// To whoever submitted.
pub(super) fn receipt(language: Language) -> (&'static str, &'static str) {
    match language {
        Language::Nb => (
            "Kvittering: svar for {owner.name}",
            "Hei, {contact.name}\n\n\
             Takk. Svarene for {owner.name} i «{round.name}» ble sendt inn {submission.time}.\n\n\
             Innsending nummer: {submission.number}\n\
             Kontrollsum for svarene (SHA-256): {submission.hash}\n\n\
             [Se kvitteringen]({link})\n\n\
             Lenken er personlig. Den viser det du sendte inn, til 30 dager etter fristen. Har du oppdaget en feil, \
             ta kontakt med oss før fristen, så kan vi åpne svarene igjen.\nHilsen {sender}",
        ),
        Language::Nn => (
            "Kvittering: svar for {owner.name}",
            "Hei, {contact.name}\n\n\
             Takk. Svara for {owner.name} i «{round.name}» vart sende inn {submission.time}.\n\n\
             Innsending nummer: {submission.number}\n\
             Kontrollsum for svara (SHA-256): {submission.hash}\n\n\
             [Sjå kvitteringa]({link})\n\n\
             Lenkja er personleg. Ho viser det du sende inn, til 30 dagar etter fristen. Har du oppdaga ein feil, \
             ta kontakt med oss før fristen, så kan vi opne svara igjen.\nHelsing {sender}",
        ),
        Language::En => (
            "Receipt: answers for {owner.name}",
            "Hello, {contact.name}\n\n\
             Thank you. The answers for {owner.name} in “{round.name}” were submitted on {submission.time}.\n\n\
             Submission number: {submission.number}\n\
             Checksum of the answers (SHA-256): {submission.hash}\n\n\
             [See the receipt]({link})\n\n\
             The link is personal. It shows what you submitted, until 30 days after the deadline. If you have found a mistake, \
             get in touch before the deadline, and we can open the answers again.\nRegards, {sender}",
        ),
    }
}

/// To those who answered, when the round has closed.
pub(super) fn thanks(language: Language) -> (&'static str, &'static str) {
    match language {
        Language::Nb => (
            "Takk for svarene fra {owner.name}",
            "Hei, {contact.name}\n\n\
             «{round.name}» er avsluttet. Takk for at du svarte for {owner.name}.\n\n\
             Svarene er med i {study.name}. Du trenger ikke gjøre noe mer.\nHilsen {sender}",
        ),
        Language::Nn => (
            "Takk for svara frå {owner.name}",
            "Hei, {contact.name}\n\n\
             «{round.name}» er avslutta. Takk for at du svara for {owner.name}.\n\n\
             Svara er med i {study.name}. Du treng ikkje gjere noko meir.\nHelsing {sender}",
        ),
        Language::En => (
            "Thank you for the answers from {owner.name}",
            "Hello, {contact.name}\n\n\
             “{round.name}” has closed. Thank you for answering for {owner.name}.\n\n\
             The answers are part of {study.name}. There is nothing more for you to do.\nRegards, {sender}",
        ),
    }
}

/// To a colleague who was handed sections.
pub(super) fn hand_over(language: Language) -> (&'static str, &'static str) {
    match language {
        Language::Nb => (
            "{from.name} ber deg svare på en del av «{round.name}»",
            "Hei, {contact.name}\n\n\
             {from.name} svarer for {owner.name} i «{round.name}» og ber deg ta denne delen: {sections}.\n\n\
             {word}\n\n\
             Svarene lagres mens du skriver, og {from.name} ser dem. Du kan svare {deadline}.\n\n\
             [Åpne din del]({link})\n\n\
             Lenken er personlig og gjelder bare denne delen. Er dette ikke noe for deg, si fra til {from.name}.\nHilsen {sender}",
        ),
        Language::Nn => (
            "{from.name} ber deg svare på ein del av «{round.name}»",
            "Hei, {contact.name}\n\n\
             {from.name} svarer for {owner.name} i «{round.name}» og ber deg ta denne delen: {sections}.\n\n\
             {word}\n\n\
             Svara blir lagra medan du skriv, og {from.name} ser dei. Du kan svare {deadline}.\n\n\
             [Opne din del]({link})\n\n\
             Lenkja er personleg og gjeld berre denne delen. Er dette ikkje noko for deg, sei frå til {from.name}.\nHelsing {sender}",
        ),
        Language::En => (
            "{from.name} asks you to answer a part of “{round.name}”",
            "Hello, {contact.name}\n\n\
             {from.name} answers for {owner.name} in “{round.name}” and asks you to take this part: {sections}.\n\n\
             {word}\n\n\
             Answers are saved as you go, and {from.name} sees them. You can answer {deadline}.\n\n\
             [Open your part]({link})\n\n\
             The link is personal and good for this part only. If this is not for you, tell {from.name}.\nRegards, {sender}",
        ),
    }
}

/// To somebody who is to approve.
pub(super) fn approval(language: Language) -> (&'static str, &'static str) {
    match language {
        Language::Nb => (
            "{from.name} ber deg godkjenne svarene for {owner.name}",
            "Hei, {contact.name}\n\n\
             {from.name} svarer for {owner.name} i «{round.name}» og ber deg godkjenne svarene før de sendes inn.\n\n\
             {word}\n\n\
             Du kan lese alt og godkjenne, eller si hvorfor du ikke gjør det. Svarene kan sendes inn {deadline}.\n\n\
             [Les og godkjenn]({link})\n\n\
             Lenken er personlig. Del den ikke med andre.\nHilsen {sender}",
        ),
        Language::Nn => (
            "{from.name} ber deg godkjenne svara for {owner.name}",
            "Hei, {contact.name}\n\n\
             {from.name} svarer for {owner.name} i «{round.name}» og ber deg godkjenne svara før dei blir sende inn.\n\n\
             {word}\n\n\
             Du kan lese alt og godkjenne, eller seie kvifor du ikkje gjer det. Svara kan sendast inn {deadline}.\n\n\
             [Les og godkjenn]({link})\n\n\
             Lenkja er personleg. Del henne ikkje med andre.\nHelsing {sender}",
        ),
        Language::En => (
            "{from.name} asks you to approve the answers for {owner.name}",
            "Hello, {contact.name}\n\n\
             {from.name} answers for {owner.name} in “{round.name}” and asks you to approve the answers before they are submitted.\n\n\
             {word}\n\n\
             You can read everything and approve, or say why you do not. They can be submitted {deadline}.\n\n\
             [Read and approve]({link})\n\n\
             The link is personal. Do not share it.\nRegards, {sender}",
        ),
    }
}
