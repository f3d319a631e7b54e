use serde::{Deserialize, Serialize};

/// Which of the two complete platforms in the process something belongs to.
///
/// No row has a column for it: each environment has a database of its own. Tokens and ids carry [`Environment::letter`]
/// so that the wrong door can say where the right one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Environment {
    Production,
    Sandbox,
}

impl Environment {
    pub fn name(self) -> &'static str {
        match self {
            Environment::Production => "production",
            Environment::Sandbox => "sandbox",
        }
    }

    pub fn other(self) -> Environment {
        match self {
            Environment::Production => Environment::Sandbox,
            Environment::Sandbox => Environment::Production,
        }
    }

    /// The letter that stands in ids and tokens.
    pub fn letter(self) -> char {
        match self {
            Environment::Production => 'p',
            Environment::Sandbox => 's',
        }
    }

    pub fn from_letter(letter: char) -> Option<Environment> {
        match letter {
            'p' => Some(Environment::Production),
            's' => Some(Environment::Sandbox),
            _ => None,
        }
    }
}

impl std::fmt::Display for Environment {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.name())
    }
}
