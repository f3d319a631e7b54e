//! The operator console.

mod apps;
mod case;
mod cases;
mod categories;
mod developers;
mod home;
mod merchants;
mod named_stores;
mod registers;
mod resource_servers;
mod service;
mod settings;

pub use apps::{AppFacts, AppItem, AppPage, Apps};
pub use case::{CaseFacts, CasePage, Changes, RuleChoice, Stale};
pub use cases::{BulkItem, BulkResult, CaseFilter, CaseItem, Cases};
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
pub use service::{PromiseOf, ServicePage, WorkingDay};
pub use settings::Settings;
