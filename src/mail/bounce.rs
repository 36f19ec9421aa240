//! Mails that come back: reads what mail servers say of a mail that did not arrive (delivery status notifications, RFC 3464).

use ::entity::id::MailMessageId;
use mail_parser::{Message, MessageParser, MimeHeaders as _, PartType};
use uuid::Uuid;

/// What a mail server says of a mail of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bounce {
    /// The mail that did not arrive.
    pub(super) mail: MailMessageId,
    /// Why, as an enhanced status code (RFC 3463), such as `5.1.1` for a mailbox that there is not.
    pub(super) status: String,
}

/// Reads a mail that was sent to where our mails come from; `None` where it does not say for certain that a mail of ours failed for
/// good: an answer of a person or a machine, a delay, a mail of somebody else.
pub(super) fn read(raw: &[u8], host: &str) -> Option<Bounce> {
    let message = MessageParser::default().parse(raw)?;
    let kind = message.content_type()?;
    let is_report = kind.ctype() == "multipart"
        && kind.subtype().is_some_and(|subtype| subtype.eq_ignore_ascii_case("report"))
        && kind.attribute("report-type").is_some_and(|kind| kind.eq_ignore_ascii_case("delivery-status"));
    if !is_report {
        return None;
    }
    let status = message.parts.iter().find_map(|part| {
        let kind = part.content_type()?;
        let says = kind.ctype() == "message"
            && kind.subtype().is_some_and(|subtype| {
                ["delivery-status", "global-delivery-status"]
                    .iter()
                    .any(|known| subtype.eq_ignore_ascii_case(known))
            });
        if says { failure(&String::from_utf8_lossy(part.contents())) } else { None }
    })?;
    let mail = message.parts.iter().find_map(|part| returned(&part.body, host))?;
    Some(Bounce { mail, status })
}

/// The status of the first recipient whom the mail will never reach. Groups of fields are kept apart by empty lines; the first
/// is about the whole mail.
fn failure(fields: &str) -> Option<String> {
    let fields = fields.replace("\r\n", "\n");
    fields.split("\n\n").find_map(|group| {
        let field = |name: &str| {
            group.lines().find_map(|line| {
                let (found, value) = line.split_once(':')?;
                found.trim().eq_ignore_ascii_case(name).then(|| value.trim())
            })
        };
        let failed = field("Action")?.eq_ignore_ascii_case("failed");
        // What stands behind the code is a comment, and may name the address.
        let status = field("Status").and_then(|status| status.split_whitespace().next()).unwrap_or("5.0.0");
        (failed && is_status(status)).then(|| status.to_owned())
    })
}

fn is_status(raw: &str) -> bool {
    let parts: Vec<&str> = raw.split('.').collect();
    let is_number =
        |part: &&str| !part.is_empty() && part.len() <= 3 && part.bytes().all(|b| b.is_ascii_digit());
    parts.len() == 3 && parts.iter().all(is_number)
}

/// Which mail of ours was returned, by its Message-ID; the whole of it or its headers only.
fn returned(body: &PartType<'_>, host: &str) -> Option<MailMessageId> {
    match body {
        PartType::Message(returned) => ours(returned, host),
        PartType::Text(headers) => ours(&MessageParser::default().parse(headers.as_bytes())?, host),
        PartType::Html(_) | PartType::Binary(_) | PartType::InlineBinary(_) | PartType::Multipart(_) => None,
    }
}

fn ours(message: &Message<'_>, host: &str) -> Option<MailMessageId> {
    let (key, at) = message.message_id()?.rsplit_once('@')?;
    (at == host).then(|| Uuid::parse_str(key).ok().map(MailMessageId)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAIL: &str = "01930000-0000-7000-8000-0000000000aa";

    /// As Postfix writes them; the example of RFC 3464, appendix E, is of the same form.
    fn notification(action: &str, status: &str, returned: &str) -> String {
        format!(
            "From: MAILER-DAEMON@mx.example (Mail Delivery System)\r\nTo: trespor@etat.example\r\nSubject: Undelivered Mail Returned to Sender\r\n\
             Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary=\"4Xq.1/mx.example\"\r\n\r\n\
             This is a MIME-encapsulated message.\r\n\r\n--4Xq.1/mx.example\r\nContent-Description: Notification\r\n\
             Content-Type: text/plain; charset=us-ascii\r\n\r\nI'm sorry to have to inform you that your message could not\r\nbe delivered.\r\n\r\n\
             --4Xq.1/mx.example\r\nContent-Description: Delivery report\r\nContent-Type: message/delivery-status\r\n\r\n\
             Reporting-MTA: dns; mx.example\r\nArrival-Date: Mon, 23 Nov 2026 09:00:00 +0100 (CET)\r\n\r\n\
             Final-Recipient: rfc822; kari@etat.example\r\nAction: {action}\r\nStatus: {status}\r\nRemote-MTA: dns; mx.etat.example\r\n\
             Diagnostic-Code: smtp; 550 5.1.1 <kari@etat.example>: Recipient address\r\n    rejected: User unknown\r\n\r\n\
             --4Xq.1/mx.example\r\nContent-Description: Undelivered Message\r\n{returned}\r\n\r\n--4Xq.1/mx.example--\r\n"
        )
    }

    fn whole(id: &str) -> String {
        format!(
            "Content-Type: message/rfc822\r\n\r\nFrom: Trespor <trespor@etat.example>\r\nTo: kari@etat.example\r\nMessage-ID: <{id}>\r\nSubject: Hei\r\n\r\nHei"
        )
    }

    #[test]
    fn a_mail_that_came_back_is_known_by_its_message_id() {
        let id = format!("{MAIL}@trespor.example");
        let headers = format!(
            "Content-Type: text/rfc822-headers\r\n\r\nFrom: trespor@etat.example\r\nMessage-ID: <{id}>\r\n"
        );
        let bounce = |status: &str| {
            Some(Bounce { mail: MailMessageId(Uuid::parse_str(MAIL).unwrap()), status: status.to_owned() })
        };
        for (action, status, returned, wanted) in [
            ("failed", "5.1.1", whole(&id), bounce("5.1.1")),
            ("Failed", "5.2.2 (mailbox of kari@etat.example full)", headers, bounce("5.2.2")),
            // Given up after days of trying.
            ("failed", "4.4.1", whole(&id), bounce("4.4.1")),
            ("delayed", "4.4.1", whole(&id), None),
            ("delivered", "2.0.0", whole(&id), None),
            ("failed", "nonsense", whole(&id), None),
            ("failed", "5.1.1", whole(&format!("{MAIL}@elsewhere.example")), None),
            ("failed", "5.1.1", whole("made-up@trespor.example"), None),
            ("failed", "5.1.1", "Content-Type: text/plain\r\n\r\nnothing".to_owned(), None),
        ] {
            let raw = notification(action, status, &returned);
            assert_eq!(read(raw.as_bytes(), "trespor.example"), wanted, "{action} {status} {returned}");
        }
    }

    #[test]
    fn what_is_no_notification_is_left_alone() {
        let id = format!("{MAIL}@trespor.example");
        let vacation = format!(
            "From: kari@etat.example\r\nAuto-Submitted: auto-replied\r\nIn-Reply-To: <{id}>\r\nSubject: Ferie\r\n\r\nJeg er på ferie"
        );
        let receipt = notification("failed", "5.1.1", &whole(&id))
            .replace("report-type=delivery-status", "report-type=disposition-notification");
        for raw in [
            vacation.as_str(),
            receipt.as_str(),
            "",
            "\r\n\r\n",
            "Content-Type: multipart/report; report-type=delivery-status\r\n\r\n",
        ] {
            assert_eq!(read(raw.as_bytes(), "trespor.example"), None, "{raw}");
        }
        // Cut off anywhere it is read or left alone, and nothing breaks.
        let raw = notification("failed", "5.1.1", &whole(&id));
        for length in 0..raw.len() {
            let _ = read(&raw.as_bytes()[..length], "trespor.example");
        }
    }
}
