//! The operator console: what waits, who is there, what may be done, what was done.

mod apps;
mod case;
mod cases;
mod categories;
mod developers;
mod home;
mod listings;
mod merchants;
pub mod named_stores;
mod registers;
pub mod resource_servers;
mod service;
mod watch;

pub use apps::{app, app_list, change_stage};
pub use case::{act, approve, ask, case, case_file, claim, reject, release};
pub use cases::{approve_alike, cases};
pub use categories::{category, category_list, update_category};
pub use developers::{developer, developer_list};
pub use home::home;
pub use listings::{change_listing, change_listing_policy, image, listing_policy};
pub use merchants::{merchant, merchant_list};
pub use service::{change as change_service, page as service_page};
pub use watch::{change_watch_policy, watch_app, watch_ledger, watch_list, watch_policy};
