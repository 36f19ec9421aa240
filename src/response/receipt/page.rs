//! A receipt as a document to print: one page of HTML that fetches nothing and runs nothing. Pure.

use std::fmt::Write as _;

use ::entity::Language;

use super::words::Words;
use super::written::Said;
use super::{Receipt, Written, WrittenPart, WrittenQuestion, WrittenSection, WrittenState};
use crate::response::frozen::FrozenOrigin;
use crate::value::escape_html as escape;

/// How it looks, on screen and on paper.
pub const STYLE: &str = "\
:root{color-scheme:light;font:100%/1.5 system-ui,sans-serif;color:#1e2b3c;background:#fff}\
body{max-width:46rem;margin:0 auto;padding:2rem 1rem}\
h1{font-size:1.75rem;line-height:1.2}h2{font-size:1.35rem;margin-top:2.5rem}h3{font-size:1.1rem;margin-top:2rem}\
dl.facts{display:grid;grid-template-columns:minmax(9rem,max-content) 1fr;gap:.25rem 1.5rem}\
dl.facts dt{font-weight:600}dd{margin:0;overflow-wrap:anywhere;white-space:pre-wrap}\
dl.answers>div{border-top:1px solid #c3c9d0;padding:.6rem 0;break-inside:avoid}\
dl.answers dt{font-weight:600}.none{color:#4b5766;font-style:italic}\
table{border-collapse:collapse;width:100%;margin-top:.4rem}th,td{text-align:start;vertical-align:top;\
padding:.25rem .75rem .25rem 0;border-top:1px solid #dde1e6;overflow-wrap:anywhere}th{font-weight:400;width:45%}\
code,pre{font:.85rem/1.4 ui-monospace,monospace;overflow-wrap:anywhere;white-space:pre-wrap}\
@media print{body{max-width:none;padding:0;font-size:10.5pt}details{display:none}h2,h3{break-after:avoid}}\
@page{margin:18mm}";

/// The receipt as a document in a language.
///
/// # Errors
/// Where what is kept cannot be written as JSON, which is a fault of ours.
pub fn page(receipt: &Receipt, language: Language) -> anyhow::Result<String> {
    let words = Words::of(language);
    let written = receipt.written(language);
    let mut body = String::new();
    head(&mut body, receipt, &written, words);
    let _ = write!(body, "<h2>{}</h2>", escape(words.answers));
    for section in &written.sections {
        write_section(&mut body, section, words);
    }
    let _ = write!(
        body,
        "<details><summary>{}</summary><p>{}</p><pre id=\"content\">{}</pre></details>",
        escape(words.content),
        escape(words.content_help),
        escape(&receipt.frozen.text()?),
    );
    Ok(format!(
        "<!DOCTYPE html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n",
        tag = tag(language),
        title = escape(&format!("{}: {}", words.heading, written.owner.text)),
    ))
}

fn head(body: &mut String, receipt: &Receipt, written: &Written, words: &Words) {
    let submission = &receipt.submission;
    let (stamp, time) = (
        submission.submitted_at.format("%Y-%m-%dT%H:%M:%S%.6fZ"),
        submission.submitted_at.format("%d.%m.%Y %H:%M:%S UTC"),
    );
    let code = |text: &str| format!("<code>{}</code>", escape(text));
    let mut facts = vec![
        (words.number, submission.number.to_string()),
        (words.time, format!("<time datetime=\"{stamp}\">{time}</time>")),
        (words.owner, marked(&written.owner)),
        (words.orgnr, escape(&written.orgnr)),
        (words.submitted_by, escape(&written.submitted_by)),
        (words.study, marked(&written.study)),
        (words.round, marked(&written.round)),
        (words.questionnaire, marked(&written.title)),
        (words.version, written.version.to_string()),
        (words.version_hash, code(&written.version_hash)),
        (words.hash, code(&submission.content_hash)),
    ];
    if let Some(approved) = &written.approved {
        let at = approved.at.format("%d.%m.%Y %H:%M:%S UTC");
        facts.insert(5, (words.approved_by, escape(&approved.by)));
        facts.insert(6, (words.approved_at, at.to_string()));
    }
    let _ = write!(
        body,
        "<h1>{}</h1>\n<p>{}</p>\n<dl class=\"facts\">",
        escape(words.heading),
        escape(words.lead)
    );
    for (term, value) in facts {
        let _ = write!(body, "<dt>{}</dt><dd>{value}</dd>", escape(term));
    }
    body.push_str("</dl>\n");
}

fn write_section(body: &mut String, section: &WrittenSection, words: &Words) {
    let _ = write!(body, "\n<h3>{}</h3>\n<dl class=\"answers\">", marked(&section.title));
    for question in &section.questions {
        write_question(body, question, words);
    }
    body.push_str("</dl>");
}

fn write_question(body: &mut String, question: &WrittenQuestion, words: &Words) {
    let _ = write!(body, "\n<div><dt>{}</dt>", marked(&question.text));
    if question.parts.is_empty() || question.state == WrittenState::NotAnswered {
        let answer = answer(question.state, &question.answers, question.origin, words);
        let _ = write!(body, "<dd>{answer}</dd></div>");
        return;
    }
    body.push_str("<dd><table><tbody>");
    let mut row: Option<&Said> = None;
    for part in &question.parts {
        if part.row.as_ref() != row {
            row = part.row.as_ref();
            let name = row.map(marked).unwrap_or_default();
            let _ =
                write!(body, "<tr><th scope=\"rowgroup\" colspan=\"2\"><strong>{name}</strong></th></tr>");
        }
        write_part(body, part, words);
    }
    body.push_str("</tbody></table></dd></div>");
}

fn write_part(body: &mut String, part: &WrittenPart, words: &Words) {
    let answer = answer(part.state, &part.answers, part.origin, words);
    let _ = write!(body, "<tr><th scope=\"row\">{}</th><td>{answer}</td></tr>", marked(&part.text));
}

fn answer(state: WrittenState, answers: &[Said], origin: Option<FrozenOrigin>, words: &Words) -> String {
    let aside = |words: &str| format!("<span class=\"none\">{}</span>", escape(words));
    let mut lines = match words.instead(state) {
        Some(instead) => vec![aside(instead)],
        None => answers.iter().map(marked).collect(),
    };
    lines.extend(origin.map(|origin| aside(words.origin(origin))));
    lines.join("<br>")
}

/// A text with the language that it is in.
fn marked(said: &Said) -> String {
    let text = escape(&said.text);
    match said.language {
        Some(language) => format!("<span lang=\"{}\">{text}</span>", tag(language)),
        None => format!("<span>{text}</span>"),
    }
}

const fn tag(language: Language) -> &'static str {
    match language {
        Language::Nb => "nb",
        Language::Nn => "nn",
        Language::En => "en",
    }
}
