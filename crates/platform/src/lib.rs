//! People, apps and rights. Floors, low to high: accounts · apis │ second_factors · invitations · passkeys · resource_servers │ approvals │ developers · merchants │ app_categories │
//! apps │ grants · usage │ category_changes │ desk. A noun uses only nouns below it. On the ground, for all of them: text, standing, country.

pub mod accounts;
pub mod apis;
pub mod app_categories;
pub mod approvals;
pub mod apps;
pub mod category_changes;
pub mod country;
pub mod desk;
pub mod developers;
pub mod grants;
pub mod invitations;
pub mod merchants;
pub mod passkeys;
pub mod resource_servers;
pub mod second_factors;
pub mod standing;
pub mod text;
pub mod usage;

/// Every sealed column of these nouns, for the rotation of keys.
pub const SEALED: &[office::sealing::SealedColumn] = &[apps::SEALED, grants::SEALED, second_factors::SEALED];
