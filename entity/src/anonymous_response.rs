//! What was submitted in an anonymous round. There is no room for whose it is, nor for when it came.

use sea_orm::entity::prelude::*;

use crate::id::{AnonymousResponseId, RoundId};

/// What was submitted in an anonymous round; kept for good.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "anonymous_response")]
pub struct Model {
    /// Key; random, so that it says nothing of the order in which responses came.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AnonymousResponseId,
    /// The round.
    pub round_id: RoundId,
    /// The answers, frozen.
    #[sea_orm(column_type = "JsonBinary")]
    pub content: Json,
    /// SHA-256 (hex) of the canonical content.
    pub content_hash: String,
    /// The round.
    #[sea_orm(belongs_to, from = "round_id", to = "id")]
    pub round: BelongsTo<super::round::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
