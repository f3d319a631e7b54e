//! How a registered party stands, in the words of the pages.

use platform::standing::Standing;

pub fn state(standing: &Standing) -> &'static str {
    match standing {
        Standing::Submitted { .. } => "registered",
        Standing::Active { .. } => "approved",
        Standing::Rejected { .. } => "rejected",
        Standing::Withdrawn { .. } => "withdrawn",
        Standing::Suspended { .. } => "suspended",
    }
}
