//! What the mails of a round say: texts with placeholders, and those that are there before anybody writes any. Pure.

use ::entity::Language;

use super::{TextKind, default_texts};
use crate::error::{Problem, Refusals};
use crate::mail::{Block, Letter};

/// What can be put into a text.
const PLACEHOLDERS: [&str; 7] =
    ["owner.name", "contact.name", "study.name", "round.name", "deadline", "sender", "link"];
/// What can be put into a text about what was handed over, besides.
const OF_HAND_OVERS: [&str; 3] = ["from.name", "word", "sections"];
/// What can be put into a text that asks for approval, besides.
const OF_APPROVALS: [&str; 2] = ["from.name", "word"];
/// What can be put into a text about what was submitted, besides.
const OF_RECEIPTS: [&str; 3] = ["submission.number", "submission.time", "submission.hash"];

/// What can be put into a text of a kind.
fn placeholders(kind: TextKind) -> impl Iterator<Item = &'static str> {
    let more: &[&str] = match kind {
        TextKind::HandOver => &OF_HAND_OVERS,
        TextKind::Approval => &OF_APPROVALS,
        TextKind::Receipt => &OF_RECEIPTS,
        TextKind::Invitation | TextKind::Reminder | TextKind::LastCall | TextKind::Thanks => &[],
    };
    let common = PLACEHOLDERS.into_iter().filter(move |name| *name != "link" || has_link(kind));
    common.chain(more.iter().copied())
}

/// Whether a mail holds a personal link. There is nothing left to do for those who are thanked.
pub(super) fn has_link(kind: TextKind) -> bool {
    kind != TextKind::Thanks
}

/// A subject and a text, with placeholders such as `{owner.name}`. Blocks of the text are kept apart by empty lines; one that is
/// nothing but `[words]({link})` is a button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The subject.
    pub subject: String,
    /// The text.
    pub body: String,
}

/// What the placeholders stand for in one mail.
#[derive(Clone)]
pub(super) struct Facts {
    pub(super) owner: String,
    pub(super) contact: String,
    pub(super) study: String,
    pub(super) round: String,
    /// Until when answers are taken, in words: «til og med 30. november 2026».
    pub(super) deadline: String,
    /// Name or address of the one who asks.
    pub(super) sender: String,
    /// The personal link.
    pub(super) link: String,
    /// What was handed over, in a mail about that.
    pub(super) handed: Option<Handed>,
    /// What was submitted, in a mail about that.
    pub(super) submitted: Option<Submitted>,
}

/// What was handed over.
#[derive(Clone)]
pub(super) struct Handed {
    /// Name of the one who did.
    pub(super) by: String,
    /// Headings of the sections.
    pub(super) sections: String,
    /// What they said to it; empty for nothing.
    pub(super) word: String,
}

/// What was submitted.
#[derive(Clone)]
pub(super) struct Submitted {
    /// Which submission of the response it is.
    pub(super) number: String,
    /// When, in words.
    pub(super) time: String,
    /// The hash of what is kept of it.
    pub(super) hash: String,
}

impl Facts {
    fn of(&self, name: &str) -> Option<&str> {
        Some(match name {
            "owner.name" => &self.owner,
            "contact.name" => &self.contact,
            "study.name" => &self.study,
            "round.name" => &self.round,
            "deadline" => &self.deadline,
            "sender" => &self.sender,
            "link" => &self.link,
            "from.name" => &self.handed.as_ref()?.by,
            "sections" => &self.handed.as_ref()?.sections,
            "word" => &self.handed.as_ref()?.word,
            "submission.number" => &self.submitted.as_ref()?.number,
            "submission.time" => &self.submitted.as_ref()?.time,
            "submission.hash" => &self.submitted.as_ref()?.hash,
            _ => return None,
        })
    }

    /// The text with the facts put in. What a fact itself says is left alone.
    fn put_into(&self, text: &str) -> String {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, name, after)) = next(rest) {
            filled.push_str(before);
            match self.of(name) {
                Some(fact) => filled.push_str(fact),
                None => filled.extend(["{", name, "}"]),
            }
            rest = after;
        }
        filled.push_str(rest);
        filled
    }
}

/// What stands before the next placeholder, its name, and what follows.
fn next(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    loop {
        let open = from + text.get(from..)?.find('{')?;
        let inside = text.get(open + 1..)?;
        let length = inside.find(|c: char| !c.is_ascii_alphabetic() && c != '.')?;
        if length > 0 && inside.get(length..)?.starts_with('}') {
            return Some((text.get(..open)?, inside.get(..length)?, inside.get(length + 1..)?));
        }
        from = open + 1;
    }
}

/// Refuses names that stand for nothing, and a text without the link without which most mails are of no use.
pub(super) fn check(refusals: &mut Refusals, kind: TextKind, text: &Text) {
    for (field, part) in [("subject", &text.subject), ("body", &text.body)] {
        let mut rest = part.as_str();
        while let Some((_, name, after)) = next(rest) {
            if !placeholders(kind).any(|known| known == name) {
                let known: Vec<String> = placeholders(kind).map(|name| format!("{{{name}}}")).collect();
                let known = known.join(", ");
                refusals.add(field, Problem::UnknownPlaceholder { name: name.to_owned(), known });
            } else if name == "link" && field == "subject" {
                refusals.add(field, Problem::LinkInSubject);
            }
            rest = after;
        }
    }
    if has_link(kind) && !text.body.contains("{link}") {
        refusals.add("body", Problem::LinkMissing);
    }
}

/// The letter that a text makes with these facts. A block of which nothing is left, as there is no word to put in, is left out.
pub(super) fn letter(text: &Text, facts: &Facts) -> Letter {
    let body = text.body.replace("\r\n", "\n");
    let blocks =
        body.split("\n\n").map(|block| block.trim_matches('\n')).filter(|block| !block.trim().is_empty());
    let blocks = blocks.map(|block| match button(block) {
        Some(label) => Block::Button { label: facts.put_into(label), url: facts.link.clone() },
        None => Block::Text(facts.put_into(block)),
    });
    let says_something = |block: &Block| !matches!(block, Block::Text(text) if text.trim().is_empty());
    Letter { subject: facts.put_into(&text.subject), blocks: blocks.filter(says_something).collect() }
}

/// The words of a block that is a button.
fn button(block: &str) -> Option<&str> {
    let label = block.trim().strip_prefix('[')?.strip_suffix("]({link})")?;
    (!label.is_empty() && !label.contains(['[', ']'])).then_some(label)
}

/// What a mail says where nobody has written anything else.
#[must_use]
pub fn default_text(kind: TextKind, language: Language) -> Text {
    let (subject, body) = match kind {
        TextKind::Invitation => invitation(language),
        TextKind::Reminder => reminder(language),
        TextKind::LastCall => last_call(language),
        TextKind::HandOver => default_texts::hand_over(language),
        TextKind::Approval => default_texts::approval(language),
        TextKind::Receipt => default_texts::receipt(language),
        TextKind::Thanks => default_texts::thanks(language),
    };
    Text { subject: subject.to_owned(), body: body.to_owned() }
}

fn invitation(language: Language) -> (&'static str, &'static str) {
    match language {
        Language::Nb => (
            "{study.name}: svar for {owner.name}",
            "Hei, {contact.name}\n\n\
             Du er invitert til å svare for {owner.name} i «{round.name}».\n\n\
             Svarene lagres mens du skriver, så du kan ta pauser. Du kan svare {deadline}.\n\n\
             [Åpne undersøkelsen]({link})\n\n\
             Lenken er personlig. Del den bare med dem som skal svare sammen med deg.\nHilsen {sender}",
        ),
        Language::Nn => (
            "{study.name}: svar for {owner.name}",
            "Hei, {contact.name}\n\n\
             Du er invitert til å svare for {owner.name} i «{round.name}».\n\n\
             Svara blir lagra medan du skriv, så du kan ta pausar. Du kan svare {deadline}.\n\n\
             [Opne undersøkinga]({link})\n\n\
             Lenkja er personleg. Del henne berre med dei som skal svare saman med deg.\nHelsing {sender}",
        ),
        Language::En => (
            "{study.name}: answer for {owner.name}",
            "Hello, {contact.name}\n\n\
             You are invited to answer for {owner.name} in “{round.name}”.\n\n\
             Answers are saved as you go, so you can take breaks. You can answer {deadline}.\n\n\
             [Open the survey]({link})\n\n\
             The link is personal. Share it only with those who are to answer together with you.\nRegards, {sender}",
        ),
    }
}

fn reminder(language: Language) -> (&'static str, &'static str) {
    match language {
        Language::Nb => (
            "Påminnelse: svar for {owner.name}",
            "Hei, {contact.name}\n\n\
             Vi har ikke fått svar fra {owner.name} i «{round.name}» ennå. Det som er fylt ut, er tatt vare på.\n\n\
             Du kan svare {deadline}. Kan dere ikke svare, kan du si fra på siden som lenken fører til.\n\n\
             [Åpne undersøkelsen]({link})\n\n\
             Lenken er personlig. Del den bare med dem som skal svare sammen med deg.\nHilsen {sender}",
        ),
        Language::Nn => (
            "Påminning: svar for {owner.name}",
            "Hei, {contact.name}\n\n\
             Vi har ikkje fått svar frå {owner.name} i «{round.name}» enno. Det som er fylt ut, er teke vare på.\n\n\
             Du kan svare {deadline}. Kan de ikkje svare, kan du seie frå på sida som lenkja fører til.\n\n\
             [Opne undersøkinga]({link})\n\n\
             Lenkja er personleg. Del henne berre med dei som skal svare saman med deg.\nHelsing {sender}",
        ),
        Language::En => (
            "Reminder: answer for {owner.name}",
            "Hello, {contact.name}\n\n\
             We have not had an answer from {owner.name} in “{round.name}” yet. What is filled in has been kept.\n\n\
             You can answer {deadline}. If you cannot answer, you can say so on the page that the link leads to.\n\n\
             [Open the survey]({link})\n\n\
             The link is personal. Share it only with those who are to answer together with you.\nRegards, {sender}",
        ),
    }
}

fn last_call(language: Language) -> (&'static str, &'static str) {
    match language {
        Language::Nb => (
            "Fristen er nær: svar for {owner.name}",
            "Hei, {contact.name}\n\n\
             Vi mangler fortsatt svar fra {owner.name} i «{round.name}». Du kan svare {deadline}.\n\n\
             Svar på det du kan. «Vet ikke» er også et svar som hjelper oss.\n\n\
             [Åpne undersøkelsen]({link})\n\n\
             Lenken er personlig. Del den bare med dem som skal svare sammen med deg.\nHilsen {sender}",
        ),
        Language::Nn => (
            "Fristen er nær: svar for {owner.name}",
            "Hei, {contact.name}\n\n\
             Vi manglar framleis svar frå {owner.name} i «{round.name}». Du kan svare {deadline}.\n\n\
             Svar på det du kan. «Veit ikkje» er òg eit svar som hjelper oss.\n\n\
             [Opne undersøkinga]({link})\n\n\
             Lenkja er personleg. Del henne berre med dei som skal svare saman med deg.\nHelsing {sender}",
        ),
        Language::En => (
            "The deadline is near: answer for {owner.name}",
            "Hello, {contact.name}\n\n\
             We still lack an answer from {owner.name} in “{round.name}”. You can answer {deadline}.\n\n\
             Answer what you can. “Don't know” is an answer that helps us too.\n\n\
             [Open the survey]({link})\n\n\
             The link is personal. Share it only with those who are to answer together with you.\nRegards, {sender}",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::languages;
    use super::super::mail_texts::TEXT_KINDS;
    use super::*;

    fn facts() -> Facts {
        let text = str::to_owned;
        Facts {
            owner: text("Etaten {sender}"),
            contact: text("Kari"),
            study: text("Analysen"),
            round: text("Måling 1"),
            deadline: text("til og med 30. november 2026"),
            sender: text("Digdir"),
            link: text("https://trespor.example/svar/abc"),
            handed: Some(Handed { by: text("Ola"), sections: text("Plan"), word: String::new() }),
            submitted: Some(Submitted { number: text("1"), time: text("i dag"), hash: "a0".repeat(32) }),
        }
    }

    #[test]
    fn placeholders_are_put_in_and_other_braces_stay() {
        for (text, wanted) in [
            ("{owner.name}!", "Etaten {sender}!"),
            ("{a b} {} { {{sender}}", "{a b} {} { {Digdir}"),
            ("{nobody} {", "{nobody} {"),
            ("{link", "{link"),
            ("", ""),
        ] {
            assert_eq!(facts().put_into(text), wanted);
        }
    }

    #[test]
    fn a_block_that_is_a_link_is_a_button() {
        let body = "Hei\nder\n\n\n\n[Åpne for {owner.name}]({link})\r\n\r\nEller: {link}\n\n[a]({link}) x\n";
        let made = letter(&Text { subject: "{round.name}".to_owned(), body: body.to_owned() }, &facts());
        assert_eq!(made.subject, "Måling 1");
        let text = |text: &str| Block::Text(text.to_owned());
        let url = facts().link;
        assert_eq!(
            made.blocks,
            [
                text("Hei\nder"),
                Block::Button { label: "Åpne for Etaten {sender}".to_owned(), url },
                text("Eller: https://trespor.example/svar/abc"),
                text("[a](https://trespor.example/svar/abc) x"),
            ]
        );
    }

    #[test]
    fn every_text_that_is_there_from_the_start_is_in_order() {
        for kind in TEXT_KINDS {
            for language in languages::ALL {
                let text = default_text(kind, language);
                let mut refusals = Refusals::new();
                check(&mut refusals, kind, &text);
                assert!(refusals.is_empty(), "{kind:?} {language:?}");
                let blocks = letter(&text, &facts()).blocks;
                let has_button = blocks.iter().any(|block| matches!(block, Block::Button { .. }));
                assert_eq!(has_button, has_link(kind), "{kind:?} {language:?}");
            }
        }
    }

    #[test]
    fn what_stands_for_nothing_is_refused() {
        let text = Text { subject: "{owner.navn} {link}".to_owned(), body: "{kontakt} {word}".to_owned() };
        let mut refusals = Refusals::new();
        check(&mut refusals, TextKind::Reminder, &text);
        let Err(crate::error::Error::Refused(reasons)) = refusals.done() else { panic!("must be refused") };
        let fields: Vec<_> = reasons.iter().map(|reason| reason.field.join(".")).collect();
        assert_eq!(fields, ["subject", "subject", "body", "body", "body"]);
        // Who is thanked gets no link.
        let mut refusals = Refusals::new();
        check(
            &mut refusals,
            TextKind::Thanks,
            &Text { subject: "Takk".to_owned(), body: "{link}".to_owned() },
        );
        let Err(crate::error::Error::Refused(reasons)) = refusals.done() else { panic!("must be refused") };
        assert_eq!(reasons.len(), 1);
    }
}
