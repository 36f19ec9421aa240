//! What a mail says, as plain text and as HTML. Pure: no database, no clock.

use ::entity::Language;

use crate::value::escape_html as escape;

/// Columns of the text part, short enough to be quoted in a reply. A longer word, such as a link, stays whole.
const COLUMNS: usize = 72;

/// What a mail says. Its parts are plain text; what they mean for HTML is taken care of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Letter {
    /// Subject, on one line.
    pub subject: String,
    /// Opening line, e.g. "Hei Kari,".
    pub greeting: Option<String>,
    /// The message; a line break inside a paragraph stays.
    pub paragraphs: Vec<String>,
    /// What the reader is asked to do: the words on the button, and the address that it leads to.
    pub button: Option<(String, String)>,
    /// Closing lines, e.g. who sends it.
    pub closing: Vec<String>,
}

/// A letter as it goes into a mail. There is nothing in it that tells on the reader: no images, nothing fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rendered {
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) html: String,
}

impl Letter {
    /// Writes the letter out for a reader of `language`.
    pub(super) fn render(&self, language: Language) -> Rendered {
        Rendered { subject: one_line(&self.subject), text: self.text(), html: self.html(language) }
    }

    fn text(&self) -> String {
        let mut blocks: Vec<String> =
            self.greeting.iter().chain(&self.paragraphs).map(|block| wrap(block)).collect();
        if let Some((label, url)) = &self.button {
            blocks.push(format!("{}\n{url}", wrap(&format!("{label}:"))));
        }
        if !self.closing.is_empty() {
            blocks.push(wrap(&self.closing.join("\n")));
        }
        blocks.join("\n\n") + "\n"
    }

    fn html(&self, language: Language) -> String {
        let mut body: Vec<String> =
            self.greeting.iter().chain(&self.paragraphs).map(|block| paragraph(block)).collect();
        if let Some((label, url)) = &self.button {
            body.push(button(label, url, language));
        }
        if !self.closing.is_empty() {
            body.push(paragraph(&self.closing.join("\n")));
        }
        format!(
            "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n</head>\n\
             <body style=\"margin:0 auto;padding:1.5em;max-width:36em;font:1em/1.5 sans-serif\">\n{body}\n</body>\n</html>\n",
            language = tag(language),
            title = escape(&one_line(&self.subject)),
            body = body.join("\n"),
        )
    }
}

/// The language as mail headers and HTML name it.
pub(super) const fn tag(language: Language) -> &'static str {
    match language {
        Language::Nb => "nb",
        Language::Nn => "nn",
        Language::En => "en",
    }
}

/// A real link with the words of the button, and below it the address itself, for those whose mail program shows no
/// links or who like to see where one leads.
fn button(label: &str, url: &str, language: Language) -> String {
    let or_copy = match language {
        Language::Nb => "Virker ikke knappen? Kopier adressen inn i nettleseren:",
        Language::Nn => "Verkar ikkje knappen? Kopier adressa inn i nettlesaren:",
        Language::En => "Does the button not work? Copy the address into your browser:",
    };
    let (label, url) = (escape(label), escape(url));
    format!(
        "<p><a href=\"{url}\" style=\"display:inline-block;padding:.75em 1.25em;border-radius:.25em;\
         background:#004b8d;color:#ffffff\">{label}</a></p>\n<p>{or_copy}<br>\n\
         <span style=\"overflow-wrap:anywhere;word-break:break-all\">{url}</span></p>"
    )
}

fn paragraph(block: &str) -> String {
    let lines: Vec<String> = block.lines().map(escape).collect();
    format!("<p>{}</p>", lines.join("<br>\n"))
}

/// One line, whatever it was: a header cannot have more.
pub(super) fn one_line(raw: &str) -> String {
    raw.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Breaks lines at ordinary spaces. Never inside a word, so that a link stays one that can be followed.
fn wrap(block: &str) -> String {
    block.lines().map(wrap_line).collect::<Vec<_>>().join("\n")
}

fn wrap_line(line: &str) -> String {
    let mut wrapped = String::with_capacity(line.len() + 8);
    let mut column = 0;
    for word in line.split([' ', '\t']).filter(|word| !word.is_empty()) {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > COLUMNS {
            wrapped.push('\n');
            column = 0;
        } else if column > 0 {
            wrapped.push(' ');
            column += 1;
        }
        wrapped.push_str(word);
        column += length;
    }
    wrapped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter() -> Letter {
        Letter {
            subject: "Undersøkelse\r\nBcc: noen@etat.example".to_owned(),
            greeting: Some("Hei <Kari>,".to_owned()),
            paragraphs: vec!["Vi spør \"alle\" & én.\nDet tar ti minutter.".to_owned()],
            button: Some((
                "Gå til skjemaet".to_owned(),
                "https://trespor.example/svar/a?b=1&c='2'".to_owned(),
            )),
            closing: vec!["Vennlig hilsen".to_owned(), "Etaten".to_owned()],
        }
    }

    #[test]
    fn says_the_same_in_text_and_html() {
        let rendered = letter().render(Language::Nb);
        assert_eq!(rendered.subject, "Undersøkelse Bcc: noen@etat.example");
        assert_eq!(
            rendered.text,
            "Hei <Kari>,\n\nVi spør \"alle\" & én.\nDet tar ti minutter.\n\nGå til skjemaet:\n\
             https://trespor.example/svar/a?b=1&c='2'\n\nVennlig hilsen\nEtaten\n"
        );
        for part in [
            "<p>Hei &lt;Kari&gt;,</p>",
            "<p>Vi spør &quot;alle&quot; &amp; én.<br>\nDet tar ti minutter.</p>",
            "href=\"https://trespor.example/svar/a?b=1&amp;c=&#39;2&#39;\"",
            ">Gå til skjemaet</a>",
            ">https://trespor.example/svar/a?b=1&amp;c=&#39;2&#39;</span>",
            "<p>Vennlig hilsen<br>\nEtaten</p>",
            "<title>Undersøkelse Bcc: noen@etat.example</title>",
        ] {
            assert!(rendered.html.contains(part), "{part} is not in {}", rendered.html);
        }
    }

    #[test]
    fn fetches_nothing_and_names_its_language() {
        for (language, tag) in [(Language::Nb, "nb"), (Language::Nn, "nn"), (Language::En, "en")] {
            let html = letter().render(language).html;
            assert!(html.contains(&format!("<html lang=\"{tag}\">")), "{html}");
            for fetched in ["<img", "src=", "url(", "<link", "<script", "@import"] {
                assert!(!html.contains(fetched), "{fetched} is in {html}");
            }
        }
    }

    #[test]
    fn breaks_lines_but_never_a_word() {
        let long = format!("https://trespor.example/svar/{}", "x".repeat(100));
        let cases = [
            (String::new(), String::new()),
            ("ett ord".to_owned(), "ett ord".to_owned()),
            (format!("{} b", "å".repeat(70)), format!("{} b", "å".repeat(70))),
            (format!("{} bc", "å".repeat(70)), format!("{}\nbc", "å".repeat(70))),
            (format!("se {long} her"), format!("se\n{long}\nher")),
            ("  to   mellomrom  ".to_owned(), "to mellomrom".to_owned()),
            ("en\n\nto".to_owned(), "en\n\nto".to_owned()),
            (format!("{}10\u{a0}kr", "a ".repeat(34)), format!("{}\n10\u{a0}kr", "a ".repeat(34).trim_end())),
        ];
        for (raw, wrapped) in cases {
            assert_eq!(wrap(&raw), wrapped, "{raw:?}");
        }
    }

    #[test]
    fn a_letter_without_a_button_has_no_link() {
        let plain = Letter { button: None, greeting: None, closing: Vec::new(), ..letter() };
        let rendered = plain.render(Language::En);
        assert!(!rendered.html.contains("<a ") && !rendered.html.contains("Copy the address"));
        assert_eq!(rendered.text, "Vi spør \"alle\" & én.\nDet tar ti minutter.\n");
    }
}
