//! The statements of this stage.

mod jobs;
mod pages;
mod rows;
mod things;
mod uploads;

pub(super) use jobs::{
    begin_applying, cancel, claim, delete_rows, finish, forget_old, give_back, import_by_client_key,
    import_by_id, insert_import, list_imports, lock_import_unless_held, progress, put_rows, refuse_rows,
    renew, serialize_applying, set_sheet,
};
pub(super) use pages::{
    capabilities_page, contacts_page, frame_page, needs_page, owners_page, services_page, volumes_page,
};
pub use rows::RowsOf;
pub(super) use things::{
    capabilities_by_code, contacts_of, frame_members, needs_of, owners_by_orgnr, owners_with_codes,
    positions_of, services_by_code, volumes_of,
};
pub(super) use uploads::{
    add_part, complete_upload, delete_old_uploads, delete_upload, delete_upload_unless_needed, insert_upload,
    lock_upload, make_room, part, upload_by_id,
};
