//! The operator console.

mod apps;
mod cases;
mod categories;
mod developers;
mod home;
mod listings;
mod merchants;
mod registers;
mod settings;

pub use apps::{AppFacts, AppItem, AppPage, Apps, StoreStanding};
pub use cases::{CaseFacts, CaseFilter, CaseItem, CasePage, Cases, ShownFact, Stale};
pub use categories::{Categories, CategoryFacts, CategoryItem, CategoryPage, PermissionBox};
pub use developers::{DeveloperApp, DeveloperCategory, DeveloperFacts, DeveloperItem, DeveloperPage, Developers};
pub use home::{Home, HomeTotals, QueueFacts, Recent};
pub use listings::{ListingPolicy, RequiredField};
pub use merchants::{MerchantCounts, MerchantFacts, MerchantGrant, MerchantItem, MerchantPage, Merchants};
pub use registers::{MemberItem, PartyCase, Status, StatusFilter};
pub use settings::Settings;
