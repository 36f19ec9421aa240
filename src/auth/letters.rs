//! What the mails about accounts say.

use ::entity::Language;

use crate::mail::{Block, Letter};

/// To somebody who asked for a new password.
pub(super) fn reset(language: Language, name: &str, url: String) -> Letter {
    let (subject, paragraphs, label, closing) = match language {
        Language::Nb => (
            "Velg nytt passord",
            [
                "Noen, trolig du, har bedt om et nytt passord til kontoen din i Trespor.",
                "Lenken kan brukes én gang, og må brukes innen én time.",
            ],
            "Velg nytt passord",
            "Var det ikke deg, kan du se bort fra denne e-posten. Passordet ditt er som før.",
        ),
        Language::Nn => (
            "Vel nytt passord",
            [
                "Nokon, truleg du, har bedt om eit nytt passord til kontoen din i Trespor.",
                "Lenkja kan brukast éin gong, og må brukast innan éin time.",
            ],
            "Vel nytt passord",
            "Var det ikkje du, kan du sjå bort frå denne e-posten. Passordet ditt er som før.",
        ),
        Language::En => (
            "Choose a new password",
            [
                "Somebody, probably you, asked for a new password to your account in Trespor.",
                "The link can be used once, within one hour.",
            ],
            "Choose a new password",
            "If it was not you, you can ignore this mail. Your password is as before.",
        ),
    };
    letter(language, subject, name, paragraphs, (label, url), closing)
}

/// To somebody whom an account was made for.
pub(super) fn welcome(language: Language, name: &str, url: String) -> Letter {
    let (subject, paragraphs, label, closing) = match language {
        Language::Nb => (
            "Du har fått en konto i Trespor",
            [
                "Trespor brukes til å kartlegge hva tjenesteeiere trenger. Velg et passord for å komme i gang.",
                "Lenken kan brukes én gang, og må brukes innen tre dager.",
            ],
            "Velg passord",
            "Er lenken for gammel, kan du be om en ny på siden den fører til.",
        ),
        Language::Nn => (
            "Du har fått ein konto i Trespor",
            [
                "Trespor blir brukt til å kartleggje kva tenesteeigarar treng. Vel eit passord for å kome i gang.",
                "Lenkja kan brukast éin gong, og må brukast innan tre dagar.",
            ],
            "Vel passord",
            "Er lenkja for gammal, kan du be om ei ny på sida ho fører til.",
        ),
        Language::En => (
            "You have an account in Trespor",
            [
                "Trespor is used to find out what service owners need. Choose a password to get started.",
                "The link can be used once, within three days.",
            ],
            "Choose a password",
            "If the link is too old, you can ask for a new one on the page it leads to.",
        ),
    };
    letter(language, subject, name, paragraphs, (label, url), closing)
}

fn letter(
    language: Language,
    subject: &str,
    name: &str,
    paragraphs: [&str; 2],
    (label, url): (&str, String),
    closing: &str,
) -> Letter {
    let greeting = match language {
        Language::Nb | Language::Nn => format!("Hei, {name}"),
        Language::En => format!("Hello, {name}"),
    };
    let [first, second] = paragraphs.map(|text| Block::Text(text.to_owned()));
    let button = Block::Button { label: label.to_owned(), url };
    let closing = Block::Text(closing.to_owned());
    Letter {
        subject: subject.to_owned(),
        blocks: vec![Block::Text(greeting), first, second, button, closing],
    }
}
