use serde::{Deserialize, Serialize};

/// What a source did with a personal field before it gave it to us.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Privacy {
    #[default]
    Clear,
    /// Shortened with stars.
    Masked,
    /// Only the source can open it.
    Encrypted,
    /// Not given at all.
    Withheld,
}
