//! An app category: a template that decides how the apps of its kind are authorised, for how long their tokens live, and
//! which permission groups they may ask for, and how many merchants may authorise one. Three are shipped; the operator's
//! admins make others, edit and retire them, each edit from the version that was read, so that of two people who edit at
//! once the second one is told. What an edit does to apps and merchants is decided above, by `category_changes`. Every
//! version stands in the audit, with who made it and what it changed.
//!
//! A developer who is active applies for a category with a reason: Pending → Active, or Rejected or Withdrawn → Pending again. There is
//! one application for a developer and category; reviewers decide it. An active application is what lets the developer
//! make the one app of this category.

mod model;
mod rules;
mod shipped;
mod store;

pub use model::{AppCategory, ApplicationState, CategoryApplication, Gate, Strategy};
pub use rules::{
    answer_request, apply, ask_for_another, count_active, create, decide, ensure_shipped, find, find_application, find_by_slug,
    list, mine, require, require_active_application, withdraw,
};
pub(crate) use rules::{examine, set_retired, update};
