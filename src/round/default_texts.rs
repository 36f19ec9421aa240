//! What mails between those who answer together say where nobody has written anything else. Pure.

use ::entity::Language;

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
