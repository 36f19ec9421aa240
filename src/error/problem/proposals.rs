//! What can be wrong with proposing that the registry be corrected, and with deciding on it.

/// Hands these on, after those that it was given.
macro_rules! with_proposals {
    ($($before:tt)*) => { with_rounds! { $($before)*
        /// Proposing what is on file already.
        NothingToPropose = "NOTHING_TO_PROPOSE" {
            nb: "Dette står allerede i registeret, så det er ingenting å foreslå.", nn: "Dette står alt i registeret, så det er ingenting å foreslå.",
            en: "The registry says this already, so there is nothing to propose.",
        }
        /// What somebody else among those who answer has proposed.
        NotYourProposal = "NOT_YOUR_PROPOSAL" {
            nb: "En annen hos dere har foreslått noe om denne tjenesten. Be den som ga deg delen din, om å endre forslaget eller trekke det.",
            nn: "Ein annan hos dykk har foreslått noko om denne tenesta. Be den som gav deg delen din, om å endre forslaget eller trekkje det.",
            en: "Somebody else with you has proposed something about this service. Ask the one who gave you your part to change the proposal or take it back.",
        }
        /// Deciding on, or taking back, what somebody has decided or taken back already.
        ProposalDecided = "PROPOSAL_DECIDED" {
            nb: "Dette forslaget er allerede avgjort eller trukket. Hent det på nytt for å se hva det ble til.",
            nn: "Dette forslaget er alt avgjort eller trekt. Hent det på nytt for å sjå kva det vart til.",
            en: "This proposal has been decided or taken back already. Fetch it again to see what became of it.",
        }
        /// Deciding on what is no longer what was read.
        ProposalChanged = "PROPOSAL_CHANGED" {
            nb: "Forslaget, eller det som står i registeret, er endret siden du leste det. Les det på nytt, og bestem deg så.",
            nn: "Forslaget, eller det som står i registeret, er endra sidan du las det. Les det på nytt, og bestem deg så.",
            en: "The proposal, or what the registry says, has been changed since you read it. Read it again, and decide then.",
        }
        /// Accepting a field that somebody has changed in the registry since.
        RegistryChanged = "REGISTRY_CHANGED" {
            nb: "Noen har endret dette i registeret etter at forslaget kom. Se hva som står der nå, og bestem deg så.",
            nn: "Nokon har endra dette i registeret etter at forslaget kom. Sjå kva som står der no, og bestem deg så.",
            en: "Somebody has changed this in the registry since it was proposed. See what it says now, and decide then.",
        }
        /// Accepting a field that the proposal does not name.
        NotProposed = "NOT_PROPOSED" {
            nb: "Forslaget sier ingenting om dette feltet.", nn: "Forslaget seier ingenting om dette feltet.",
            en: "The proposal says nothing about this field.",
        }
        /// Naming fields of what has none that could be told apart.
        OnlyAsWhole = "ONLY_AS_A_WHOLE" {
            nb: "Dette forslaget kan bare godtas helt eller avslås. La «fields» være tomt.",
            nn: "Dette forslaget kan berre godtakast heilt eller avslåast. La «fields» vere tomt.",
            en: "This proposal can only be accepted as a whole or refused. Leave “fields” out.",
        }
        /// Accepting a service that was registered meanwhile.
        ServiceExists = "SERVICE_EXISTS" {
            nb: "Tjenesteeieren har allerede en tjeneste med denne koden. Avslå forslaget, eller endre tjenesten som finnes.",
            nn: "Tenesteeigaren har alt ei teneste med denne koden. Avslå forslaget, eller endre tenesta som finst.",
            en: "The owner has a service with this code already. Refuse the proposal, or change the service that there is.",
        }
    } };
}
