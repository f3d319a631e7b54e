//! A shop: where a merchant sells. The merchant's own shop here is made with the first data that arrives for it; shops
//! elsewhere come with connections.

mod model;
mod rules;
mod store;

pub use model::ShopRef;
pub use rules::{find, find_own, list, own_shop};
