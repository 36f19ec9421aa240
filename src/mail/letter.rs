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
    /// What it says, one block below the other.
    pub blocks: Vec<Block>,
}

/// A part of a letter that stands for itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A paragraph; a line break inside it stays.
    Text(String),
    /// What the reader is asked to do.
    Button {
        /// The words on it.
        label: String,
        /// The address that it leads to.
        url: String,
    },
}

/// A letter as it goes into a mail. There is nothing in it that tells on the reader: no images, nothing fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// The subject.
    pub subject: String,
    /// The part without markup.
    pub text: String,
    /// The part with markup: a whole page.
    pub html: String,
}

impl Letter {
    /// Writes the letter out for a reader of `language`.
    #[must_use]
    pub fn render(&self, language: Language) -> Rendered {
        Rendered { subject: one_line(&self.subject), text: self.text(), html: self.html(language) }
    }

    fn text(&self) -> String {
        let blocks = self.blocks.iter().map(|block| match block {
            Block::Text(text) => wrap(text),
            Block::Button { label, url } => format!("{}\n{url}", wrap(&format!("{label}:"))),
        });
        blocks.collect::<Vec<_>>().join("\n\n") + "\n"
    }

    fn html(&self, language: Language) -> String {
        let body = self.blocks.iter().map(|block| match block {
            Block::Text(text) => paragraph(text),
            Block::Button { label, url } => button(label, url, language),
        });
        format!(
            "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n</head>\n\
             <body style=\"margin:0 auto;padding:1.5em;max-width:36em;font:1em/1.5 sans-serif\">\n{body}\n</body>\n</html>\n",
            language = tag(language),
            title = escape(&one_line(&self.subject)),
            body = body.collect::<Vec<_>>().join("\n"),
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
        let text = |text: &str| Block::Text(text.to_owned());
        Letter {
            subject: "Undersøkelse\r\nBcc: noen@etat.example".to_owned(),
            blocks: vec![
                text("Hei <Kari>,"),
                text("Vi spør \"alle\" & én.\nDet tar ti minutter."),
                Block::Button {
                    label: "Gå til skjemaet".to_owned(),
                    url: "https://trespor.example/svar/a?b=1&c='2'".to_owned(),
                },
                text("Vennlig hilsen\nEtaten"),
            ],
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
        let mut plain = letter();
        plain.blocks.retain(|block| matches!(block, Block::Text(text) if text.starts_with("Vi")));
        let rendered = plain.render(Language::En);
        assert!(!rendered.html.contains("<a ") && !rendered.html.contains("Copy the address"));
        assert_eq!(rendered.text, "Vi spør \"alle\" & én.\nDet tar ti minutter.\n");
    }
}
