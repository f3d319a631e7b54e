//! The operator console: what waits, who is there, what may be done, what was done.

mod apps;
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

pub use apps::{app, app_list, change_stage};
pub use cases::{approve, case, case_file, cases, reject};
pub use developers::{developer, developer_list};
pub use home::home;
pub use merchants::{merchant, merchant_list};
