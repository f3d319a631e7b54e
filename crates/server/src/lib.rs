//! The binary's rooms: configuration, wiring and commands. A library too, so that tests open the same house.

pub mod args;
pub mod audit;
pub mod bench;
pub mod connections;
pub mod demo;
pub mod house;
pub mod import;
pub mod keys;
pub mod logs;
pub mod operator;
pub mod post;
pub mod reseal;
pub mod serve;
pub mod tls;
pub mod worker;
