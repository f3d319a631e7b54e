//! The operator console.

mod apps;
mod case;
mod cases;
mod categories;
mod developers;
mod home;
mod listings;
mod merchants;
mod named_stores;
mod registers;
mod resource_servers;
mod service;
mod settings;
mod watch;

pub use apps::{AppFacts, AppItem, AppPage, Apps, StoreStanding};
pub use case::{CaseFacts, CaseListing, CasePage, Changes, RuleChoice, Stale};
pub use cases::{BulkItem, BulkResult, CaseFilter, CaseItem, Cases};
pub use categories::{Categories, CategoryFacts, CategoryItem, CategoryPage, PermissionBox};
pub use developers::{DeveloperApp, DeveloperCategory, DeveloperFacts, DeveloperItem, DeveloperPage, Developers};
pub use home::{Home, HomeTotals, QueueFacts, Recent};
pub use listings::{ListingPolicy, RequiredField};
pub use merchants::{MerchantCounts, MerchantFacts, MerchantGrant, MerchantItem, MerchantPage, Merchants};
pub use named_stores::{NamedStoreItem, NamedStores, NamingApp, Unname, UnnamedStore};
pub use registers::{MemberItem, PartyCase, Status, StatusFilter};
pub use resource_servers::{RemoveResourceServer, ResourceSecretItem, ResourceServerFacts, ResourceServerView, ResourceServers};
pub use service::{PromiseOf, ServicePage, WorkingDay};
pub use settings::Settings;
pub use watch::{ComplaintItem, FlagItem, PolicyNumber, Watch, WatchApp, WatchItem, WatchPolicy};
