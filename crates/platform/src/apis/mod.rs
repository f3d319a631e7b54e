//! The catalogue: every operation an app can ask for, and the permission group it needs. A dialect is a way to ask for an
//! operation; it adds none.

mod model;

pub use model::{OPERATIONS, Operation, PERMISSIONS, Permission, in_order, is_permission, operation};
