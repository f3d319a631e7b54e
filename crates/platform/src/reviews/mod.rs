//! What merchants say of apps: stars and a text, shown in the App Store with the store's name.
//!
//! Who speaks for a merchant whose calls are on record writes one for each app and may change it. The app's developer may
//! answer once, and change the answer; nobody reviews an app that they work for. The operator may hide a review with a
//! reason that merchant and developer read, and show it again. What is hidden counts nowhere and is seen by nobody but
//! these three; it can be changed and stays hidden.

mod model;
mod rules;
mod store;

pub use model::{Answer, Hidden, NewReview, Rating, Review};
pub use rules::{answer, find, hide, list_of_app, list_shown, may_write, rating, ratings, show, write};
