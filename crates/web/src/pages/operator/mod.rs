//! The operator console: what waits, who is there, what may be done, what was done.

mod apps;
mod case;
mod cases;
pub mod categories;
mod categories_form;
pub mod categories_life;
mod developers;
mod home;
mod merchants;
pub mod named_stores;
mod registers;
pub mod resource_servers;
mod service;

pub use apps::{app, app_list, change_stage};
pub use case::{approve, ask, case, case_file, claim, reject, release};
pub use cases::{approve_alike, cases};
pub use developers::{developer, developer_list};
pub use home::home;
pub use merchants::{merchant, merchant_list};
pub use service::{change as change_service, page as service_page};
