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
