//! The stories: people and apps at the doors of a whole platform. One binary, one module a noun.
//!
//! Every test has a house of its own (`house`): a fresh database, a clock that stands still, the real router. The database
//! is SQLite, or PostgreSQL when `KONTOR_TEST_POSTGRES` names a server.

#![expect(clippy::unwrap_used, reason = "a story that meets what it did not expect stops there")]
#![expect(clippy::disallowed_methods, reason = "which database to use, and where the browser is, come from outside")]

mod audit;
mod authorisation_catalogue;
mod authorisation_clients;
mod authorisation_code;
mod authorisation_crashes;
mod authorisation_endpoints;
mod authorisation_grants;
mod authorisation_house;
mod authorisation_parallel;
mod authorisation_proof;
mod authorisation_push;
mod authorisation_refresh;
mod bad_input;
mod bench;
mod binary;
mod browser;
mod client;
mod crashes;
mod database;
mod developers;
mod erp;
mod grants;
mod group;
mod hostile;
mod house;
mod imports;
mod jobs;
mod keys;
mod laws;
mod line;
mod notices;
mod oauth;
mod orders;
mod people;
mod people_confirm;
mod people_members;
mod people_passkeys;
mod people_passwords;
mod people_second_factor;
mod people_sessions;
mod resource_servers;
mod secrecy;
mod secrets;
mod snapshot;
mod third_parties;
mod tls;
mod wire;
mod wish;
