//! A program that is measured: started, watched from outside, and stopped.

use serde::Deserialize;
use std::{
    fs::{self, File},
    io::{BufRead, BufReader, Lines},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
    time::Duration,
};

/// Whom to ask as, and the codes that wait to be exchanged: those of one grant stand together.
#[derive(Deserialize)]
pub struct Announced {
    pub client_id: String,
    pub client_secret: String,
    pub redirect_uri: String,
    pub codes: Vec<String>,
}

type Output = Lines<BufReader<ChildStdout>>;

/// Stopped when dropped.
pub struct Process {
    child: Child,
    /// Held open: a program may say more than was waited for.
    _output: Output,
    /// `http://127.0.0.1:…`
    pub base_url: String,
    /// Of Kontor: where it logs its commits.
    log: Option<PathBuf>,
}

impl Process {
    /// `kontor serve` on what is in `data`, as anybody would start it.
    pub fn kontor(data: &Path) -> Result<Process, String> {
        let log = data.join("log");
        let logs = File::create(&log).map_err(|error| format!("cannot write {}: {error}", log.display()))?;
        let mut command = this_program()?;
        command.args(["--log", "warn,db=debug", "serve", "--production", "127.0.0.1:0", "--sandbox", "127.0.0.1:0", "--data"]);
        // No setting from outside: what is measured is the embedded database in `data`.
        let (child, mut lines) = start(command.arg(data).env_clear().stderr(logs))?;
        let line = next(&mut lines)?;
        let base_url = line.strip_prefix("production").ok_or_else(|| format!("kontor serve said: {line}"))?.trim().to_owned();
        Ok(Process { child, _output: lines, base_url, log: Some(log) })
    }

    /// The bare handler; for it any `codes` will do.
    pub fn bare(codes: usize) -> Result<(Process, Announced), String> {
        let (child, mut lines) = start(this_program()?.args(["bench", "bare"]))?;
        let base_url = next(&mut lines)?;
        let process = Process { child, _output: lines, base_url, log: None };
        // As long as Kontor's.
        let announced = Announced {
            client_id: "app_p01kap2wsr8gpqjmk1hyvg4e6ta".to_owned(),
            client_secret: "s".repeat(41),
            redirect_uri: "https://app.example/callback".to_owned(),
            codes: vec!["c".repeat(41); codes],
        };
        Ok((process, announced))
    }

    /// A program that announces itself in one line of JSON.
    pub fn announcing(command: &mut Command) -> Result<(Process, Announced), String> {
        #[derive(Deserialize)]
        struct Line {
            base: String,
            #[serde(flatten)]
            announced: Announced,
        }
        let (child, mut lines) = start(command)?;
        let line: Line = serde_json::from_str(&next(&mut lines)?).map_err(|error| format!("it announced no codes: {error}"))?;
        Ok((Process { child, _output: lines, base_url: line.base, log: None }, line.announced))
    }

    /// CPU time of all its threads until now, in user mode and in the system for it.
    pub fn cpu(&self) -> Result<Duration, String> {
        let threads = format!("/proc/{}/task", self.child.id());
        let mut nanoseconds = 0;
        for thread in fs::read_dir(&threads).map_err(|error| format!("cannot read {threads}: {error}"))?.flatten() {
            // A thread may have ended since; those that do the work do not.
            let spent = fs::read_to_string(thread.path().join("schedstat")).unwrap_or_default();
            nanoseconds += spent.split(' ').next().and_then(|first| first.parse::<u64>().ok()).unwrap_or_default();
        }
        match nanoseconds {
            0 => Err("this system does not say how much CPU time a process takes (/proc/PID/task/*/schedstat)".to_owned()),
            spent => Ok(Duration::from_nanos(spent)),
        }
    }

    /// How often it has committed until now, if it says so.
    pub fn commits(&self) -> Option<u64> {
        let log = fs::read(self.log.as_ref()?).ok()?;
        Some(log.windows(9).filter(|word| word == b"committed").count() as u64)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn this_program() -> Result<Command, String> {
    std::env::current_exe().map(Command::new).map_err(|error| format!("cannot find this program: {error}"))
}

fn start(command: &mut Command) -> Result<(Child, Output), String> {
    let name = command.get_program().to_owned();
    let started = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut child = started.map_err(|error| format!("cannot start {}: {error}", name.display()))?;
    let output = child.stdout.take().ok_or("a program without output was started")?;
    Ok((child, BufReader::new(output).lines()))
}

fn next(lines: &mut Output) -> Result<String, String> {
    match lines.next() {
        Some(line) => line.map_err(|error| error.to_string()),
        None => Err("a program that was to be measured ended before it answered".to_owned()),
    }
}
