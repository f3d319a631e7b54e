//! What every rule writes in its own transaction, beside its change: the audit, notices and mails, jobs; and the files,
//! settings and sealed columns that every noun uses.

pub mod audit;
pub mod files;
pub mod jobs;
pub mod notices;
pub mod sealing;
pub mod settings;
