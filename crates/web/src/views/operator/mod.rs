//! The operator console.

mod apps;
mod cases;
mod categories;
mod developers;
mod home;
mod merchants;
mod named_stores;
mod registers;
mod resource_servers;
mod settings;

pub use apps::{AppFacts, AppItem, AppPage, Apps};
pub use cases::{CaseFacts, CaseFilter, CaseItem, CasePage, Cases, ShownFact, Stale};
pub use categories::{
    Categories, CategoryConfirm, CategoryEdit, CategoryFacts, CategoryItem, CategoryPage, CategoryRetire, CategoryVersion,
    NewCategory, OverfullApp, PermissionBox, Radius,
};
pub use developers::{DeveloperApp, DeveloperCategory, DeveloperFacts, DeveloperItem, DeveloperPage, Developers};
pub use home::{Home, HomeTotals, QueueFacts, Recent};
pub use merchants::{MerchantCounts, MerchantFacts, MerchantGrant, MerchantItem, MerchantPage, Merchants};
pub use named_stores::{NamedStoreItem, NamedStores, NamingApp, Unname, UnnamedStore};
pub use registers::{MemberItem, PartyCase, Status, StatusFilter};
pub use resource_servers::{RemoveResourceServer, ResourceSecretItem, ResourceServerFacts, ResourceServerView, ResourceServers};
pub use settings::Settings;
