//! Other platforms' wire, one folder a platform: `wire` has the shapes, `serve` answers as that platform. Pure: no IO, no
//! clock, no database; `gateway` holds the socket.

pub mod wish;
