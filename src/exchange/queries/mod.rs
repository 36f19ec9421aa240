//! The statements of this stage.

mod jobs;
mod pages;
mod things;
mod uploads;

pub(super) use jobs::{
    begin_applying, cancel, claim, delete_rows, finish, forget_old, give_back, import_by_client_key,
    import_by_id, insert_import, list_imports, list_rows, progress, put_rows, refuse_row, serialize_applying,
    set_sheet,
};
pub(super) use pages::{
    capabilities_page, contacts_page, frame_page, needs_page, owners_page, services_page, volumes_page,
};
pub(super) use things::{
    capabilities_by_code, capability_count, contacts_of, frame_members, needs_of, owners_by_orgnr,
    owners_with_codes, positions_of, services_by_code, volumes_of,
};
pub(super) use uploads::{
    add_part, complete_upload, delete_old_uploads, delete_upload, insert_upload, lock_upload, make_room,
    part, upload_by_id,
};

use sea_orm::ActiveEnum;

/// The name of an enum's value as it is stored.
pub(super) fn stored_name<E: ActiveEnum<Value = String>>(value: &E) -> String {
    value.to_value()
}

/// The value that is stored under a name.
pub(super) fn by_stored_name<E: ActiveEnum<Value = String>>(name: &str) -> Option<E> {
    E::try_from_value(&name.to_owned()).ok()
}
