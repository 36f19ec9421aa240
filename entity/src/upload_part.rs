//! A part of a file that somebody sent.

use sea_orm::entity::prelude::*;

use crate::id::UploadId;

/// A part of a file that somebody sent.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "upload_part")]
pub struct Model {
    /// The file.
    #[sea_orm(primary_key, auto_increment = false)]
    pub upload_id: UploadId,
    /// Its place in the file, from 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    /// The bytes.
    pub data: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
