//! What becomes of apps and merchants when an app category changes: the blast radius of an edit before it is made, and the
//! edit itself. Groups that are taken away leave every grant with the same write; tokens keep the life they were given;
//! whoever is over a lowered limit keeps their place. Developers are told what they lose.

mod rules;

pub use rules::{BlastRadius, Overfull, blast_radius, change, reinstate, retire};
