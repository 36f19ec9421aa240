//! Changes to the registry.

use async_graphql::{Context, Object};

use super::owner::{Contact, Organization};
use super::owner_input::{
    AddContactInput, BringBackOrganizationInput, ChangeContactInput, ChangeOrganizationInput,
    RegisterOrganizationInput, RemoveContactInput, RetireOrganizationInput,
};
use super::service::{Capability, Service};
use super::service_input::{
    BringBackCapabilityInput, BringBackServiceInput, ChangeCapabilityInput, ChangeServiceInput,
    RegisterCapabilityInput, RegisterServiceInput, RetireCapabilityInput, RetireServiceInput,
    SetServiceNeedsInput, SetVolumesInput,
};
use crate::Cx;
use crate::graphql::base::{self, Result};
use crate::payload;
use crate::registry::{self, capabilities, contacts, owners, services};

payload! {
    /// What came of registering a service owner.
    RegisterOrganizationPayload {
        /// The owner as registered.
        organization: Organization,
    }
}

payload! {
    /// What came of changing a service owner.
    ChangeOrganizationPayload {
        /// The owner as it is now.
        organization: Organization,
    }
}

payload! {
    /// What came of retiring a service owner.
    RetireOrganizationPayload {
        /// The owner as it is now.
        organization: Organization,
    }
}

payload! {
    /// What came of bringing a service owner back.
    BringBackOrganizationPayload {
        /// The owner as it is now.
        organization: Organization,
    }
}

payload! {
    /// What came of adding a contact.
    AddContactPayload {
        /// The contact.
        contact: Contact,
    }
}

payload! {
    /// What came of changing a contact.
    ChangeContactPayload {
        /// The contact as it is now.
        contact: Contact,
    }
}

payload! {
    /// What came of removing a contact.
    RemoveContactPayload {
        /// The owner that the contact was at.
        organization: Organization,
    }
}

payload! {
    /// What came of registering a service.
    RegisterServicePayload {
        /// The service as registered.
        service: Service,
    }
}

payload! {
    /// What came of changing a service.
    ChangeServicePayload {
        /// The service as it is now.
        service: Service,
    }
}

payload! {
    /// What came of retiring a service.
    RetireServicePayload {
        /// The service as it is now.
        service: Service,
    }
}

payload! {
    /// What came of bringing a service back.
    BringBackServicePayload {
        /// The service as it is now.
        service: Service,
    }
}

payload! {
    /// What came of telling how much a service was used.
    SetVolumesPayload {
        /// The service as it is now.
        service: Service,
    }
}

payload! {
    /// What came of telling what a service needs.
    SetServiceNeedsPayload {
        /// The service as it is now.
        service: Service,
    }
}

payload! {
    /// What came of registering a capability.
    RegisterCapabilityPayload {
        /// The capability as registered.
        capability: Capability,
    }
}

payload! {
    /// What came of changing a capability.
    ChangeCapabilityPayload {
        /// The capability as it is now.
        capability: Capability,
    }
}

payload! {
    /// What came of retiring a capability.
    RetireCapabilityPayload {
        /// The capability as it is now.
        capability: Capability,
    }
}

payload! {
    /// What came of bringing a capability back.
    BringBackCapabilityPayload {
        /// The capability as it is now.
        capability: Capability,
    }
}

/// Changes to the registry.
#[derive(Default)]
pub struct RegistryMutation;

#[Object]
impl RegistryMutation {
    /// Registers a service owner with its contacts.
    async fn register_organization(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: RegisterOrganizationInput,
    ) -> Result<RegisterOrganizationPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async { owners::register(cx, input.parse()?).await }).await;
        base::payload(cx, outcome, |row| RegisterOrganizationPayload::done(Organization(row)))
    }

    /// Changes what is known of a service owner.
    async fn change_organization(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: ChangeOrganizationInput,
    ) -> Result<ChangeOrganizationPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async {
            let (id, change) = input.parse()?;
            owners::change(cx, id, change).await
        });
        base::payload(cx, outcome.await, |row| ChangeOrganizationPayload::done(Organization(row)))
    }

    /// Retires a service owner: it is no longer offered for new rounds, and what it has answered stays.
    async fn retire_organization(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: RetireOrganizationInput,
    ) -> Result<RetireOrganizationPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async { owners::retire(cx, input.parse()?).await }).await;
        base::payload(cx, outcome, |row| RetireOrganizationPayload::done(Organization(row)))
    }

    /// Brings a retired service owner back.
    async fn bring_back_organization(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: BringBackOrganizationInput,
    ) -> Result<BringBackOrganizationPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async { owners::bring_back(cx, input.parse()?).await }).await;
        base::payload(cx, outcome, |row| BringBackOrganizationPayload::done(Organization(row)))
    }

    /// Adds a contact to a service owner; the first is the primary one.
    async fn add_contact(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: AddContactInput,
    ) -> Result<AddContactPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async {
            let (owner, contact) = input.parse()?;
            contacts::add(cx, owner, contact).await
        });
        base::payload(cx, outcome.await, |row| AddContactPayload::done(Contact(row)))
    }

    /// Changes a contact, or makes it the one who is invited.
    async fn change_contact(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: ChangeContactInput,
    ) -> Result<ChangeContactPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async {
            let (id, change) = input.parse()?;
            contacts::change(cx, id, change).await
        });
        base::payload(cx, outcome.await, |row| ChangeContactPayload::done(Contact(row)))
    }

    /// Removes a contact and what is known of the person; not one who has been invited.
    async fn remove_contact(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: RemoveContactInput,
    ) -> Result<RemoveContactPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async {
            let owner = contacts::remove(cx, input.parse()?).await?;
            registry::by_id(cx, owner).await
        });
        base::payload(cx, outcome.await, |row| RemoveContactPayload::done(Organization(row)))
    }

    /// Registers a service of an owner.
    async fn register_service(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: RegisterServiceInput,
    ) -> Result<RegisterServicePayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async { services::register(cx, input.parse()?).await }).await;
        base::payload(cx, outcome, |row| RegisterServicePayload::done(Service(row)))
    }

    /// Changes what is known of a service.
    async fn change_service(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: ChangeServiceInput,
    ) -> Result<ChangeServicePayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async {
            let (id, change) = input.parse()?;
            services::change(cx, id, change).await
        });
        base::payload(cx, outcome.await, |row| ChangeServicePayload::done(Service(row)))
    }

    /// Retires a service: it is no longer counted among the owner's.
    async fn retire_service(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: RetireServiceInput,
    ) -> Result<RetireServicePayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async { services::retire(cx, input.parse()?).await }).await;
        base::payload(cx, outcome, |row| RetireServicePayload::done(Service(row)))
    }

    /// Brings a retired service back.
    async fn bring_back_service(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: BringBackServiceInput,
    ) -> Result<BringBackServicePayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async { services::bring_back(cx, input.parse()?).await }).await;
        base::payload(cx, outcome, |row| BringBackServicePayload::done(Service(row)))
    }

    /// Tells how much a service was used in some months.
    async fn set_volumes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: SetVolumesInput,
    ) -> Result<SetVolumesPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async {
            let (id, volumes) = input.parse()?;
            services::set_volumes(cx, id, &volumes).await
        });
        base::payload(cx, outcome.await, |row| SetVolumesPayload::done(Service(row)))
    }

    /// Tells what of the platform a service cannot move without.
    async fn set_service_needs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: SetServiceNeedsInput,
    ) -> Result<SetServiceNeedsPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async {
            let (id, needs) = input.parse()?;
            services::set_needs(cx, id, &needs).await
        });
        base::payload(cx, outcome.await, |row| SetServiceNeedsPayload::done(Service(row)))
    }

    /// Registers something that the platform can do, or shall be able to.
    async fn register_capability(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: RegisterCapabilityInput,
    ) -> Result<RegisterCapabilityPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async { capabilities::register(cx, input.parse()?).await }).await;
        base::payload(cx, outcome, |row| RegisterCapabilityPayload::done(Capability(row)))
    }

    /// Changes what is known of a capability of the platform.
    async fn change_capability(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: ChangeCapabilityInput,
    ) -> Result<ChangeCapabilityPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async {
            let (id, change) = input.parse()?;
            capabilities::change(cx, id, change).await
        });
        base::payload(cx, outcome.await, |row| ChangeCapabilityPayload::done(Capability(row)))
    }

    /// Retires a capability: no service can be said to need it any more.
    async fn retire_capability(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: RetireCapabilityInput,
    ) -> Result<RetireCapabilityPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async { capabilities::retire(cx, input.parse()?).await }).await;
        base::payload(cx, outcome, |row| RetireCapabilityPayload::done(Capability(row)))
    }

    /// Brings a retired capability back.
    async fn bring_back_capability(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it needs.")] input: BringBackCapabilityInput,
    ) -> Result<BringBackCapabilityPayload> {
        let cx = Cx::of_somebody(ctx)?;
        let outcome = Box::pin(async { capabilities::bring_back(cx, input.parse()?).await }).await;
        base::payload(cx, outcome, |row| BringBackCapabilityPayload::done(Capability(row)))
    }
}
