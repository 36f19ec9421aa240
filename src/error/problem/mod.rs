//! What can be wrong with what a person asked for, in words that say what to do.

use ::entity::Language;

macro_rules! problems {
    ($($(#[$doc:meta])* $name:ident $({ $($field:ident: $type:ty),* })? = $code:literal {
        nb: $nb:literal, nn: $nn:literal, en: $en:literal $(,)?
    })*) => {
        /// One thing that is wrong. Each has a code for programs, and a message in each language for people.
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        #[expect(missing_docs, reason = "the fields are the numbers that the messages mention")]
        pub enum Problem {
            $($(#[$doc])* $name $({ $($field: $type),* })?,)*
        }

        /// What is wrong, for programs. New codes may come.
        // The derive is the one thing here that knows of GraphQL: a second list of codes there would drift.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, async_graphql::Enum)]
        #[graphql(name = "UserErrorCode")]
        pub enum Code {
            $($(#[$doc])* #[graphql(name = $code)] $name,)*
        }

        impl Problem {
            /// The code that programs read.
            #[must_use]
            pub const fn code(&self) -> Code {
                match self { $(Self::$name $({ $($field: _),* })? => Code::$name,)* }
            }

            /// What to tell the person.
            #[must_use]
            pub fn message(&self, language: Language) -> String {
                match (self, language) {
                    $(
                        (Self::$name $({ $($field),* })?, Language::Nb) => format!($nb),
                        (Self::$name $({ $($field),* })?, Language::Nn) => format!($nn),
                        (Self::$name $({ $($field),* })?, Language::En) => format!($en),
                    )*
                }
            }
        }
    };
}

// Each list hands on what it was given with its own: a macro has to be read before it is used.
#[macro_use]
mod files;
#[macro_use]
mod questionnaires;
#[macro_use]
mod rounds;
#[macro_use]
mod proposals;
#[macro_use]
mod general;

with_general! {}
