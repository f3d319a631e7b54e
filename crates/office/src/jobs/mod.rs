//! Work for later, as rows of the transaction that wants it done: no job for a change that did not happen, none lost for
//! one that did. A job may run twice (the process can die between doing it and noting so) and must bear that.
//!
//! A failed job comes back after a growing, jittered wait, and stays in the queue with its error until it succeeds.

mod model;
mod rules;
mod store;

pub use model::Job;
pub use rules::{again, claim, enqueue, enqueue_single, fail, finish, waiting};
