use clap::Parser;
use server::{
    args::{AdminCommand, Args, AuditCommand, BenchCommand, Command, KeysCommand},
    audit, bench, demo, import, keys, logs, operator, serve,
};
use std::process::ExitCode;

fn main() -> ExitCode {
    let args = Args::parse();
    logs::start(args.log.as_deref());
    let done = match &args.command {
        Command::Demo(demo) => demo::run(demo),
        Command::Serve(serve) => serve::run(serve),
        Command::Import(import) => import::run(import),
        Command::Bench(BenchCommand::Tokens(args)) => bench::tokens(args),
        Command::Bench(BenchCommand::Bare) => bench::bare::run(),
        Command::Admin(AdminCommand::Operator(args)) => operator::run(args),
        Command::Admin(AdminCommand::Audit(AuditCommand::Verify(args))) => audit::verify(args),
        Command::Admin(AdminCommand::Audit(AuditCommand::Export(args))) => audit::export(args),
        Command::Admin(AdminCommand::Keys(KeysCommand::Rotate(args))) => keys::rotate(args),
        Command::Admin(AdminCommand::Keys(KeysCommand::Status(args))) => keys::status(args),
        Command::Admin(AdminCommand::Keys(KeysCommand::Drop(args))) => keys::drop_key(args),
        Command::Bench(BenchCommand::Search(args)) => bench::search::run(args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("kontor: {sentence}");
            ExitCode::FAILURE
        }
    }
}
