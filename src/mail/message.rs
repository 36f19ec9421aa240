//! A mail as it travels: headers and parts.

use ::entity::id::MailMessageId;
use anyhow::Context as _;
use chrono::{DateTime, Utc};
use lettre::Message;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use url::Url;

use super::letter;
use super::outbox::Body;

/// Who mails come from.
pub(super) struct Sender {
    from: Mailbox,
    /// What is behind the @ of a Message-ID.
    host: String,
}

impl Sender {
    /// From the settings `mail.from` and `http.public_url`.
    pub(super) fn new(from: &str, public_url: &str) -> anyhow::Result<Self> {
        let from =
            from.parse().context("the setting mail.from must be like Trespor <trespor@agency.example>")?;
        let url = Url::parse(public_url)
            .context("the setting http.public_url must be like https://trespor.example")?;
        let host = url.host_str().context("the setting http.public_url must name a host")?;
        Ok(Self { from, host: host.to_owned() })
    }

    /// Their name, or else their address.
    pub(super) fn shown(&self) -> String {
        self.from.name.clone().unwrap_or_else(|| self.from.email.to_string())
    }

    /// What is behind the @ of a Message-ID of ours.
    pub(super) fn host(&self) -> &str {
        &self.host
    }

    /// Puts a mail together. The Message-ID depends on nothing but the mail and the installation: should it have to
    /// go out again, the receiving side can tell that it is the same.
    pub(super) fn compose(
        &self,
        id: MailMessageId,
        recipient: &str,
        body: Body,
        at: DateTime<Utc>,
    ) -> anyhow::Result<Message> {
        let name = body.to_name.map(|name| letter::one_line(&name)).filter(|name| !name.is_empty());
        let language = letter::tag(body.language);
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(name, recipient.parse()?))
            .subject(body.subject)
            .date(at.into())
            .message_id(Some(format!("<{}@{}>", id.0, self.host)))
            // Keeps answering machines quiet (RFC 3834).
            .raw_header(header("Auto-Submitted", "auto-generated"))
            .raw_header(header("Content-Language", language));
        if body.unsubscribe.is_some() || body.unsubscribe_by_mail {
            let page = body.unsubscribe.map(|url| format!("<{url}>, ")).unwrap_or_default();
            let to = format!("{page}<mailto:{}?subject=unsubscribe>", self.from.email);
            message = message.raw_header(header("List-Unsubscribe", &to));
        }
        Ok(message.multipart(MultiPart::alternative_plain_html(body.text, body.html))?)
    }
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

#[cfg(test)]
mod tests {
    use ::entity::Language;
    use chrono::TimeZone as _;
    use mail_parser::{HeaderValue as Parsed, MessageParser};

    use super::*;

    fn body(to_name: &str) -> Body {
        Body {
            to_name: Some(to_name.to_owned()),
            language: Language::Nn,
            unsubscribe: Some("https://trespor.example/svar/abc".to_owned()),
            unsubscribe_by_mail: false,
            subject:
                "Spørjeundersøking om flytting frå Altinn II: ei påminning med så mange ord at ho vert broten"
                    .to_owned(),
            text: format!("Hei Åse,\n\nhttps://trespor.example/svar/{}\n", "x".repeat(90)),
            html: "<!DOCTYPE html>\n<html lang=\"nn\"><p>Hei Åse,</p></html>\n".to_owned(),
        }
    }

    #[test]
    fn arrives_as_it_was_written() {
        let sender =
            Sender::new("Trespor – måling <trespor@etat.example>", "https://trespor.example:8443/a").unwrap();
        let id = MailMessageId::new();
        let at = Utc.with_ymd_and_hms(2026, 11, 21, 23, 5, 7).unwrap();
        let written = body("Åse \"Å\" Ås, <x@y.example>\r\nBcc: z@y.example");
        let (subject, text, html) = (written.subject.clone(), written.text.clone(), written.html.clone());
        let raw = sender.compose(id, "ase@etat.example", written, at).unwrap().formatted();
        assert!(raw.is_ascii(), "needs nothing of the server");
        let mail = MessageParser::default().parse(&raw).unwrap();
        let from = mail.from().unwrap().first().unwrap();
        assert_eq!((from.name(), from.address()), (Some("Trespor – måling"), Some("trespor@etat.example")));
        let to: Vec<_> = mail.to().unwrap().iter().map(|to| (to.name(), to.address())).collect();
        assert_eq!(to, [(Some("Åse \"Å\" Ås, <x@y.example> Bcc: z@y.example"), Some("ase@etat.example"))]);
        assert!(mail.bcc().is_none());
        assert_eq!(mail.subject(), Some(subject.as_str()));
        assert_eq!(mail.message_id(), Some(format!("{}@trespor.example", id.0).as_str()));
        assert_eq!(mail.date().unwrap().to_timestamp(), at.timestamp());
        let list = mail
            .header_raw("List-Unsubscribe")
            .map(|raw| raw.split_whitespace().collect::<Vec<_>>().join(" "));
        let wanted = "<https://trespor.example/svar/abc>, <mailto:trespor@etat.example?subject=unsubscribe>";
        assert_eq!(list.as_deref(), Some(wanted));
        let by_mail = Body { unsubscribe: None, unsubscribe_by_mail: true, ..body("Åse") };
        let raw = sender.compose(id, "ase@etat.example", by_mail, at).unwrap().formatted();
        let without_page = MessageParser::default().parse(&raw).unwrap();
        let list = without_page.header_raw("List-Unsubscribe").map(str::trim);
        assert_eq!(list, Some("<mailto:trespor@etat.example?subject=unsubscribe>"));
        for (name, value) in [("Auto-Submitted", "auto-generated"), ("Content-Language", "nn")] {
            assert_eq!(mail.header(name).and_then(Parsed::as_text), Some(value), "{name}");
        }
        assert!(mail.content_type_is_alternative());
        assert_eq!(mail.body_text(0).unwrap().replace("\r\n", "\n"), text);
        assert_eq!(mail.body_html(0).unwrap().replace("\r\n", "\n"), html);
    }

    trait Alternative {
        fn content_type_is_alternative(&self) -> bool;
    }

    impl Alternative for mail_parser::Message<'_> {
        fn content_type_is_alternative(&self) -> bool {
            use mail_parser::MimeHeaders as _;
            self.content_type()
                .is_some_and(|kind| kind.ctype() == "multipart" && kind.subtype() == Some("alternative"))
        }
    }

    #[test]
    fn names_the_setting_that_cannot_be_used() {
        let cases = [
            ("trespor", "https://trespor.example", "mail.from"),
            ("t@etat.example", "trespor", "http.public_url"),
        ];
        for (from, public_url, setting) in cases {
            let error = Sender::new(from, public_url).err().unwrap();
            assert!(format!("{error:#}").contains(setting), "{error:#}");
        }
    }
}
