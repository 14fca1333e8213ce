//! What is wrong with something a person gave us: one field of a form or of an API call.

/// A wrong field of a form or of an API call: the field, and the code of the sentence to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub field: String,
    /// Problem code, domain / what is wrong: `requests/description-blank`.
    pub code: &'static str,
    /// Values the sentence needs, by name.
    pub args: Vec<(&'static str, String)>,
}

impl Fault {
    pub fn new(field: impl Into<String>, code: &'static str) -> Self {
        Self { field: field.into(), code, args: Vec::new() }
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.args.push((name, value.into()));
        self
    }
}
