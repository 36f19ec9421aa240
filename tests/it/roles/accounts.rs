//! Who may do what with accounts.

use serde_json::json;

use super::Meets::{In, No, SignIn};
use super::{ACCOUNTS, ADMINS, ALL, Entry, entry};
use crate::world::World;

pub(super) fn mutations(world: &World) -> Vec<Entry> {
    let new = json!({ "email": "ny@etat.example", "name": "Ny", "language": "NB" });
    let mut in_study = new.clone();
    in_study["studyId"] = json!(world.study);
    in_study["role"] = json!("LEADER");
    vec![
        entry(
            "signIn",
            "mutation($input: SignInInput!) { signIn(input: $input) { userErrors { code field } } }",
            json!({ "input": { "email": "x@y.example", "password": "x" } }),
            ALL,
        ),
        entry(
            "refreshSession",
            "mutation($input: RefreshSessionInput!) { refreshSession(input: $input) { userErrors { code field } } }",
            json!({ "input": { "refreshToken": "x" } }),
            ALL,
        ),
        entry(
            "requestPasswordReset",
            "mutation($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { userErrors { code field } } }",
            json!({ "input": { "email": "x@y.example" } }),
            ALL,
        ),
        entry(
            "resetPassword",
            "mutation($input: ResetPasswordInput!) { resetPassword(input: $input) { userErrors { code field } } }",
            json!({ "input": { "token": "x", "newPassword": "gresskar-vindu-77-fiolin" } }),
            ALL,
        ),
        entry(
            "changePassword",
            "mutation($input: ChangePasswordInput!) { changePassword(input: $input) { userErrors { code field } } }",
            json!({ "input": { "currentPassword": "x", "newPassword": "gresskar-vindu-77-fiolin" } }),
            ACCOUNTS,
        ),
        entry(
            "createAccount",
            "mutation($input: CreateAccountInput!) { createAccount(input: $input) { userErrors { code field } } }",
            json!({ "input": new }),
            [SignIn, No, No, No, No, In, No, No, No],
        ),
        entry(
            "createAccount",
            "mutation($input: CreateAccountInput!) { createAccount(input: $input) { userErrors { code field } } }",
            json!({ "input": in_study }),
            ADMINS,
        ),
    ]
}
