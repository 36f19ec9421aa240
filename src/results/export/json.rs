//! The long list: an object for each owner and thing asked, with how it stands to it.

use std::io::{self, BufWriter, Write};

use ::entity::{Language, LocalizedText};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::owner::{OwnerAnswers, Said, Stand};
use crate::questionnaire::content::Kind as _;
use crate::questionnaire::{Answerable, StoredQuestion, StoredVersion};
use crate::results::Round;
use crate::results::queries::Whose;

/// What the list is of.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Metadata<'a> {
    study: Named<'a>,
    round: Named<'a>,
    opened_at: DateTime<Utc>,
    closes_at: DateTime<Utc>,
    questionnaire_version: uuid::Uuid,
    version_number: i32,
    content_hash: Option<&'a str>,
    exported_at: DateTime<Utc>,
    synthetic: bool,
}

#[derive(Serialize)]
struct Named<'a> {
    id: uuid::Uuid,
    name: &'a LocalizedText,
}

/// An answer, with whose it is.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer<'a> {
    #[serde(flatten)]
    of: Of<'a>,
    question: Option<&'a str>,
    row: Option<&'a str>,
    state: &'a str,
    options: &'a [String],
    number: Option<f64>,
    text: Option<&'a str>,
    date: Option<NaiveDate>,
    /// Left out where the round does not start from earlier answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<&'a str>,
}

/// Whose an answer is.
#[derive(Clone, Copy, Serialize)]
#[serde(untagged)]
enum Of<'a> {
    #[serde(rename_all = "camelCase")]
    Owner {
        orgnr: &'a str,
        owner: &'a str,
        stratum: Option<&'a str>,
        sector: Option<&'a str>,
        language: &'a str,
        followed_up: Option<bool>,
        submitted_at: Option<&'a str>,
    },
    Anonymous {
        respondent: &'a str,
    },
}

/// Writes the list, and holds one object of it.
pub(super) struct LongList<'v, W: Write> {
    out: BufWriter<W>,
    version: &'v StoredVersion,
    language: Language,
    written: u64,
}

impl<'v, W: Write> LongList<'v, W> {
    /// Begins with what it is of.
    pub(super) fn begin(out: W, round: &'v Round, language: Language, at: DateTime<Utc>) -> io::Result<Self> {
        let mut out = BufWriter::new(out);
        let (study, asked) = (&round.scoped.study, &round.scoped.round);
        let metadata = Metadata {
            study: Named { id: study.id.0, name: &study.name },
            round: Named { id: asked.id.0, name: &asked.name },
            opened_at: asked.opens_at,
            closes_at: asked.closes_at,
            questionnaire_version: round.version.row.id.0,
            version_number: round.version.row.number,
            content_hash: round.version.row.content_hash.as_deref(),
            exported_at: at,
            synthetic: study.synthetic,
        };
        out.write_all(b"{\"metadata\":")?;
        serde_json::to_writer(&mut out, &metadata)?;
        out.write_all(b",\"answers\":[")?;
        Ok(Self { out, version: &round.version, language, written: 0 })
    }

    /// Writes all of an owner; of one that has not responded only that.
    pub(super) fn owner(&mut self, answers: &OwnerAnswers) -> io::Result<()> {
        if !answers.has_responded() {
            return self.write(answers, None, None, Stand::NonRespondent, None);
        }
        for question in self.version.questions() {
            for asked in question.answerable().filter(|asked| asked.group.is_none()) {
                let stand = answers.stand(question, &asked);
                let said = answers.said(asked.id, "");
                self.write(answers, Some(&asked), None, stand, said)?;
            }
            if question.asked.kind.has_fields() {
                self.rows(answers, question)?;
            }
        }
        Ok(())
    }

    fn rows(&mut self, answers: &OwnerAnswers, question: &StoredQuestion) -> io::Result<()> {
        for item in answers.items(question) {
            for field in question.answerable().filter(|asked| asked.group.is_some()) {
                let stand = answers.stand_in_row(field.id, item);
                self.write(answers, Some(&field), Some(item), stand, answers.said(field.id, item))?;
            }
        }
        Ok(())
    }

    fn write(
        &mut self,
        answers: &OwnerAnswers,
        asked: Option<&Answerable<'_>>,
        row: Option<&str>,
        stand: Stand,
        said: Option<&Said>,
    ) -> io::Result<()> {
        let origin = said.and_then(|said| said.origin.as_deref());
        let said = said.filter(|_| stand == Stand::Answered);
        let of = match &answers.exported.whose {
            Whose::Owner(owner) => Of::Owner {
                orgnr: &owner.orgnr,
                owner: owner.name.in_language(self.language),
                stratum: owner.stratum.as_deref(),
                sector: owner.sector.as_deref(),
                language: &owner.language,
                followed_up: owner.followed_up,
                submitted_at: answers.submitted_at.as_deref(),
            },
            Whose::Anonymous(key) => Of::Anonymous { respondent: key },
        };
        let answer = Answer {
            of,
            question: asked.map(|asked| asked.code),
            row,
            state: stand.code(),
            options: said.map(|said| said.options.as_slice()).unwrap_or_default(),
            number: said.and_then(|said| said.number),
            text: said.and_then(|said| said.text.as_deref()),
            date: said.and_then(|said| said.date),
            origin,
        };
        self.out.write_all(if self.written == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut self.out, &answer)?;
        self.written += 1;
        Ok(())
    }

    /// Ends the list; how many objects it has.
    pub(super) fn finish(mut self) -> io::Result<u64> {
        self.out.write_all(b"\n]}\n")?;
        self.out.flush()?;
        Ok(self.written)
    }
}
