//! Who may do what with owners, contacts, services and capabilities, and who may import them.

use serde_json::json;

use super::Meets::{In, No, SignIn};
use super::{ACCOUNTS, Entry, Meets, entry};
use crate::world::{World, done, text};

/// Those who may change the registry: whoever is an analyst or administrator anywhere.
pub(super) const EDITORS: [Meets; 9] = [SignIn, No, No, In, In, In, In, No, No];

/// What the owner of the world has.
pub(super) struct Belongings {
    contact: String,
    service: String,
    capability: String,
    upload: String,
    import: String,
}

impl Belongings {
    /// An import that was asked for.
    pub(super) fn import(&self) -> &str {
        &self.import
    }

    pub(super) async fn register(world: &World) -> Self {
        let contacts = "query($id: ID!) { organization(id: $id) { contacts { id } } }";
        let contacts = world.analyst.query(contacts, json!({ "id": world.organization })).await;
        let service = "mutation($input: RegisterServiceInput!) { registerService(input: $input) { service { id } userErrors { code } } }";
        let input = json!({
            "organizationId": world.organization, "code": "A", "name": { "nb": "A" }, "kind": "SUBMISSION", "runsOn": "P2",
        });
        let service = done(&world.analyst, service, json!({ "input": input })).await;
        let capability = "mutation($input: RegisterCapabilityInput!) { registerCapability(input: $input) { capability { id } userErrors { code } } }";
        let input = json!({ "code": "arkiv", "name": { "nb": "Arkiv" } });
        let capability = done(&world.analyst, capability, json!({ "input": input })).await;
        let request = world.analyst.request("POST", "/uploads?name=eiere.csv").body("orgnr\n974760673\n");
        let upload = text(&request.send().await.unwrap().json().await.unwrap(), "/id");
        let import = "mutation($input: StartImportInput!) { startImport(input: $input) { import { id } userErrors { code } } }";
        let input = json!({ "uploadId": upload, "table": "OWNERS", "dryRun": true });
        let import = done(&world.analyst, import, json!({ "input": input })).await;
        Self {
            upload,
            import: text(&import, "/import/id"),
            contact: text(contacts.data(), "/organization/contacts/0/id"),
            service: text(&service, "/service/id"),
            capability: text(&capability, "/capability/id"),
        }
    }

    pub(super) fn queries(&self, world: &World) -> Vec<Entry> {
        let history = "query($id: ID!) { history(of: $id) { totalCount } }";
        let service = "query($id: ID!) { service(id: $id) { id } }";
        vec![
            entry("services", "{ services { totalCount } }", json!({}), ACCOUNTS),
            entry("service", service, json!({ "id": self.service }), ACCOUNTS),
            entry("capabilities", "{ capabilities { totalCount } }", json!({}), ACCOUNTS),
            entry(
                "organizationLookUp",
                "{ organizationLookUp(orgnr: \"991825827\") { outcome } }",
                json!({}),
                EDITORS,
            ),
            entry("unitSearch", "{ unitSearch(name: \"digital\") { totalCount } }", json!({}), EDITORS),
            entry(
                "import",
                "query($id: ID!) { import(id: $id) { id } }",
                json!({ "id": self.import }),
                EDITORS,
            ),
            entry("imports", "{ imports { totalCount } }", json!({}), EDITORS),
            entry("history", history, json!({ "id": world.organization }), EDITORS),
        ]
    }

    pub(super) fn mutations(&self, world: &World) -> Vec<Entry> {
        let owner = &world.organization;
        let change = |field: &'static str, document: &'static str, input: serde_json::Value| {
            entry(field, document, json!({ "input": input }), EDITORS)
        };
        vec![
            change(
                "changeOrganization",
                "mutation($input: ChangeOrganizationInput!) { changeOrganization(input: $input) { userErrors { code field } } }",
                json!({ "organizationId": owner, "sector": "stat" }),
            ),
            change(
                "retireOrganization",
                "mutation($input: RetireOrganizationInput!) { retireOrganization(input: $input) { userErrors { code field } } }",
                json!({ "organizationId": owner }),
            ),
            change(
                "bringBackOrganization",
                "mutation($input: BringBackOrganizationInput!) { bringBackOrganization(input: $input) { userErrors { code field } } }",
                json!({ "organizationId": owner }),
            ),
            change(
                "addContact",
                "mutation($input: AddContactInput!) { addContact(input: $input) { userErrors { code field } } }",
                json!({ "organizationId": owner, "contact": { "name": "Ny", "email": "ny@prove.example" } }),
            ),
            change(
                "changeContact",
                "mutation($input: ChangeContactInput!) { changeContact(input: $input) { userErrors { code field } } }",
                json!({ "contactId": self.contact, "name": "Kari" }),
            ),
            change(
                "removeContact",
                "mutation($input: RemoveContactInput!) { removeContact(input: $input) { userErrors { code field } } }",
                json!({ "contactId": self.contact }),
            ),
            change(
                "registerService",
                "mutation($input: RegisterServiceInput!) { registerService(input: $input) { userErrors { code field } } }",
                json!({ "organizationId": owner, "code": "B", "name": { "nb": "B" }, "kind": "LINK", "runsOn": "P1" }),
            ),
            change(
                "changeService",
                "mutation($input: ChangeServiceInput!) { changeService(input: $input) { userErrors { code field } } }",
                json!({ "serviceId": self.service, "target": "P3" }),
            ),
            change(
                "retireService",
                "mutation($input: RetireServiceInput!) { retireService(input: $input) { userErrors { code field } } }",
                json!({ "serviceId": self.service }),
            ),
            change(
                "bringBackService",
                "mutation($input: BringBackServiceInput!) { bringBackService(input: $input) { userErrors { code field } } }",
                json!({ "serviceId": self.service }),
            ),
            change(
                "setVolumes",
                "mutation($input: SetVolumesInput!) { setVolumes(input: $input) { userErrors { code field } } }",
                json!({ "serviceId": self.service, "volumes": [{ "month": "2026-10", "volume": 7 }] }),
            ),
            change(
                "setServiceNeeds",
                "mutation($input: SetServiceNeedsInput!) { setServiceNeeds(input: $input) { userErrors { code field } } }",
                json!({ "serviceId": self.service, "capabilityIds": [] }),
            ),
            change(
                "registerCapability",
                "mutation($input: RegisterCapabilityInput!) { registerCapability(input: $input) { userErrors { code field } } }",
                json!({ "code": "signering", "name": { "nb": "Signering" } }),
            ),
            change(
                "changeCapability",
                "mutation($input: ChangeCapabilityInput!) { changeCapability(input: $input) { userErrors { code field } } }",
                json!({ "capabilityId": self.capability, "deliveredOn": "2026-12-01" }),
            ),
            change(
                "retireCapability",
                "mutation($input: RetireCapabilityInput!) { retireCapability(input: $input) { userErrors { code field } } }",
                json!({ "capabilityId": self.capability }),
            ),
            change(
                "startImport",
                "mutation($input: StartImportInput!) { startImport(input: $input) { userErrors { code field } } }",
                json!({ "uploadId": self.upload, "table": "OWNERS", "dryRun": true }),
            ),
            change(
                "cancelImport",
                "mutation($input: CancelImportInput!) { cancelImport(input: $input) { userErrors { code field } } }",
                json!({ "importId": self.import }),
            ),
            change(
                "bringBackCapability",
                "mutation($input: BringBackCapabilityInput!) { bringBackCapability(input: $input) { userErrors { code field } } }",
                json!({ "capabilityId": self.capability }),
            ),
        ]
    }
}
