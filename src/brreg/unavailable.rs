use ::entity::Language;

/// Why the register cannot tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unavailable {
    /// The settings say that nothing is looked up.
    Off,
    /// It did not answer in time, or not at all, or said that it cannot.
    Unanswered,
    /// It did not answer lately, and is left alone for a while.
    Resting,
    /// Too many are asking at once.
    Busy,
    /// It answered something else than it should.
    NotUnderstood,
}

impl Unavailable {
    /// What to tell the person: what is wrong and what to do.
    #[must_use]
    pub const fn message(self, language: Language) -> &'static str {
        use Language::{En, Nb, Nn};
        match (self, language) {
            (Self::Off, Nb) => {
                "Oppslag i Enhetsregisteret er slått av i denne installasjonen. Fyll ut opplysningene selv."
            }
            (Self::Off, Nn) => {
                "Oppslag i Einingsregisteret er slått av i denne installasjonen. Fyll ut opplysningane sjølv."
            }
            (Self::Off, En) => {
                "Look-ups in Enhetsregisteret are turned off in this installation. Fill in the details yourself."
            }
            (Self::Unanswered, Nb) => {
                "Enhetsregisteret svarte ikke. Fyll ut opplysningene selv, eller prøv igjen senere."
            }
            (Self::Unanswered, Nn) => {
                "Einingsregisteret svara ikkje. Fyll ut opplysningane sjølv, eller prøv att seinare."
            }
            (Self::Unanswered, En) => {
                "Enhetsregisteret did not answer. Fill in the details yourself, or try again later."
            }
            (Self::Resting, Nb) => {
                "Enhetsregisteret har ikke svart i det siste. Fyll ut opplysningene selv, eller prøv igjen om et halvt minutt."
            }
            (Self::Resting, Nn) => {
                "Einingsregisteret har ikkje svara i det siste. Fyll ut opplysningane sjølv, eller prøv att om eit halvt minutt."
            }
            (Self::Resting, En) => {
                "Enhetsregisteret has not answered lately. Fill in the details yourself, or try again in half a minute."
            }
            (Self::Busy, Nb) => "Det er mange oppslag i Enhetsregisteret akkurat nå. Prøv igjen om litt.",
            (Self::Busy, Nn) => "Det er mange oppslag i Einingsregisteret akkurat no. Prøv att om litt.",
            (Self::Busy, En) => {
                "There are many look-ups in Enhetsregisteret just now. Try again in a little while."
            }
            (Self::NotUnderstood, Nb) => {
                "Vi forstår ikke det Enhetsregisteret svarte. Fyll ut opplysningene selv, og si fra til den som driver Trespor."
            }
            (Self::NotUnderstood, Nn) => {
                "Vi forstår ikkje det Einingsregisteret svara. Fyll ut opplysningane sjølv, og sei frå til den som driv Trespor."
            }
            (Self::NotUnderstood, En) => {
                "We do not understand what Enhetsregisteret answered. Fill in the details yourself, and tell whoever runs Trespor."
            }
        }
    }
}
