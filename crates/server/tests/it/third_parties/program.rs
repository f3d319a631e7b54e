//! A program of other people's making, and the lines that it and its story exchange (`clients/story.mjs`, `clients/story.py`).

use serde_json::Value;
use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};
use tokio::task::block_in_place;

/// Where `install` puts what the programs need.
const INSTALLED: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/clients");
const SOURCES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/clients");

pub struct Program {
    name: String,
    child: Child,
    questions: BufReader<ChildStdout>,
    answers: ChildStdin,
    _folder: tempfile::TempDir,
}

impl Program {
    /// Starts a program with what it needs to know. It stands below the packages, where Node.js looks for them.
    pub fn start(name: &str, given: &Value) -> Program {
        assert!(
            Path::new(INSTALLED).join("installed").exists(),
            "other people's clients are missing: run crates/server/tests/clients/install, or leave these stories out with \
             `--skip third_parties::`"
        );
        let folder = tempfile::tempdir_in(INSTALLED).unwrap();
        for source in fs::read_dir(SOURCES).unwrap() {
            let source = source.unwrap().path();
            fs::copy(&source, folder.path().join(source.file_name().unwrap())).unwrap();
        }
        let interpreter = if name.ends_with(".py") { format!("{INSTALLED}/venv/bin/python") } else { "node".to_owned() };
        let mut child = Command::new(interpreter)
            .arg(folder.path().join(name))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (questions, answers) = (BufReader::new(child.stdout.take().unwrap()), child.stdin.take().unwrap());
        let mut program = Program { name: name.to_owned(), child, questions, answers, _folder: folder };
        program.answer(given);
        program
    }

    /// Its next line; nothing when it has ended well.
    pub fn says(&mut self) -> Option<Value> {
        let mut line = String::new();
        block_in_place(|| self.questions.read_line(&mut line)).unwrap();
        if !line.is_empty() {
            return Some(serde_json::from_str(&line).unwrap_or_else(|error| panic!("{}: {error}: {line}", self.name)));
        }
        let mut complaints = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut complaints).unwrap();
        let status = self.child.wait().unwrap();
        assert!(status.success(), "{}: {complaints}", self.name);
        None
    }

    pub fn answer(&mut self, value: &Value) {
        writeln!(self.answers, "{value}").unwrap();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
