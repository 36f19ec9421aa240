use std::collections::HashMap;

use ::entity::id::{
    QuestionId, QuestionnaireId, QuestionnaireVersionId, SectionId, VersionOptionId, VersionQuestionId,
};
use ::entity::question::QuestionKind;
use ::entity::{question, questionnaire_version, section, version_option, version_question};
use sea_orm::{ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _};

use crate::db::insert_all;
use crate::questionnaire::content::{Choice, Content, Part, Question, Section};

/// What a questionnaire has asked in any of its versions, by code.
type Lasting = HashMap<String, QuestionId>;

/// The kinds of what a questionnaire has asked in any of its versions, by code.
pub(in crate::questionnaire) async fn kinds(
    db: &impl ConnectionTrait,
    questionnaire: QuestionnaireId,
) -> Result<HashMap<String, QuestionKind>, DbErr> {
    let known = question::Entity::find().filter(question::Column::QuestionnaireId.eq(questionnaire));
    Ok(known.all(db).await?.into_iter().map(|row| (row.code, row.kind)).collect())
}

/// Inserts what a version asks, and the lasting questions that the questionnaire does not have yet.
pub(in crate::questionnaire) async fn insert_content(
    db: &impl ConnectionTrait,
    version: &questionnaire_version::Model,
    content: &Content,
) -> Result<(), DbErr> {
    let lasting = lasting(db, version, content).await?;
    let mut rows = Rows::new(version.id, lasting);
    for (position, part) in (0..).zip(&content.sections) {
        rows.add_section(position, part)?;
    }
    insert_all(db, rows.sections).await?;
    insert_all(db, rows.questions).await?;
    insert_all(db, rows.options).await
}

/// Takes away what a draft asks. Lasting questions that only it asked stay, and keep their kind.
pub(in crate::questionnaire) async fn delete_content(
    db: &impl ConnectionTrait,
    version: QuestionnaireVersionId,
) -> Result<(), DbErr> {
    section::Entity::delete_many().filter(section::Column::VersionId.eq(version)).exec(db).await?;
    Ok(())
}

/// The lasting question of each code, made where there is none. The caller holds the questionnaire.
async fn lasting(
    db: &impl ConnectionTrait,
    version: &questionnaire_version::Model,
    content: &Content,
) -> Result<Lasting, DbErr> {
    let known =
        question::Entity::find().filter(question::Column::QuestionnaireId.eq(version.questionnaire_id));
    let mut known: Lasting = known.all(db).await?.into_iter().map(|row| (row.code, row.id)).collect();
    let mut new = Vec::new();
    let mut key = |code: String, kind: QuestionKind, parent_id: Option<QuestionId>| {
        *known.entry(code.clone()).or_insert_with(|| {
            let id = QuestionId::new();
            let (questionnaire_id, created_at) = (version.questionnaire_id, version.created_at);
            new.push(question::Model { id, questionnaire_id, parent_id, code, kind, created_at });
            id
        })
    };
    for asked in content.questions() {
        let parent = key(asked.code.to_string(), asked.kind, None);
        for part in &asked.parts {
            key(asked.part_code(part), part.kind, Some(parent));
        }
    }
    insert_all(db, new).await?;
    Ok(known)
}

struct Rows {
    version_id: QuestionnaireVersionId,
    lasting: Lasting,
    sections: Vec<section::Model>,
    questions: Vec<version_question::Model>,
    options: Vec<version_option::Model>,
}

impl Rows {
    fn new(version_id: QuestionnaireVersionId, lasting: Lasting) -> Self {
        let (sections, questions, options) = (Vec::new(), Vec::new(), Vec::new());
        Self { version_id, lasting, sections, questions, options }
    }

    fn lasting(&self, code: &str) -> Result<QuestionId, DbErr> {
        self.lasting.get(code).copied().ok_or_else(|| DbErr::RecordNotFound(format!("question {code}")))
    }

    fn add_section(&mut self, position: i32, part: &Section) -> Result<(), DbErr> {
        let row = section::Model {
            id: SectionId::new(),
            version_id: self.version_id,
            code: part.code.to_string(),
            position,
            title: part.title.clone(),
        };
        let id = row.id;
        self.sections.push(row);
        for (position, asked) in (0..).zip(&part.questions) {
            self.add_question(id, position, asked)?;
        }
        Ok(())
    }

    fn add_question(&mut self, section_id: SectionId, position: i32, asked: &Question) -> Result<(), DbErr> {
        let rule = |rule: &Option<super::super::rules::Expression>| rule.as_ref().map(ToString::to_string);
        let row = version_question::Model {
            id: VersionQuestionId::new(),
            version_id: self.version_id,
            section_id,
            question_id: self.lasting(asked.code.as_str())?,
            parent_id: None,
            position,
            text: asked.text.clone(),
            help: asked.help.clone(),
            why: asked.why.clone(),
            format: asked.format.clone(),
            required: asked.required,
            required_when: rule(&asked.required_when),
            valid_when: rule(&asked.valid_when),
            valid_message: asked.valid_message.clone(),
            visible_when: rule(&asked.visible_when),
            allows_dont_know: asked.allows_dont_know,
            allows_not_relevant: asked.allows_not_relevant,
        };
        self.add_options(row.id, &asked.options);
        self.questions.push(row.clone());
        for (position, part) in (0..).zip(&asked.parts) {
            self.add_part(&row, position, &asked.part_code(part), part)?;
        }
        Ok(())
    }

    fn add_part(
        &mut self,
        of: &version_question::Model,
        position: i32,
        code: &str,
        part: &Part,
    ) -> Result<(), DbErr> {
        let row = version_question::Model {
            id: VersionQuestionId::new(),
            question_id: self.lasting(code)?,
            parent_id: Some(of.id),
            position,
            text: part.text.clone(),
            help: part.help.clone(),
            why: None,
            format: part.format.clone(),
            required: part.required,
            required_when: None,
            valid_when: None,
            valid_message: None,
            visible_when: None,
            ..of.clone()
        };
        self.add_options(row.id, &part.options);
        self.questions.push(row);
        Ok(())
    }

    fn add_options(&mut self, version_question_id: VersionQuestionId, options: &[Choice]) {
        self.options.extend((0..).zip(options).map(|(position, option)| version_option::Model {
            id: VersionOptionId::new(),
            version_question_id,
            code: option.code.to_string(),
            position,
            label: option.label.clone(),
            score: option.score,
        }));
    }
}
