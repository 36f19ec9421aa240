use sea_orm::ActiveEnum;

/// One of some words, each stored under its name.
pub(crate) trait Word: ActiveEnum<Value = String> {}

impl<E: ActiveEnum<Value = String>> Word for E {}

/// The name of a word as it is stored.
pub(crate) fn stored_name<E: Word>(value: &E) -> String {
    value.to_value()
}

/// The names of all of them.
pub(crate) fn stored_names<E: Word>() -> impl Iterator<Item = String> {
    E::iter().map(|value| value.to_value())
}

/// The word that is stored under a name.
pub(crate) fn by_stored_name<E: Word>(name: &str) -> Option<E> {
    E::try_from_value(&name.to_owned()).ok()
}
