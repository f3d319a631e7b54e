//! Laws run over everything that exists, so a new thing is held to them because it exists. Each law is a function from
//! sources to broken places, and is itself shown to find a planted one.

mod audits;
mod floors;
mod refusals;
mod routes;
mod sealed;
mod source;
mod statements;
