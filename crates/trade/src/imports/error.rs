use std::{fmt, io, path::PathBuf};

/// Why nothing, or not everything, was imported. Each is a sentence for the person who runs the import.
#[derive(Debug)]
pub enum ImportError {
    Unreadable {
        path: PathBuf,
        cause: io::Error,
    },
    /// A pipe or a directory: the file is read twice.
    NotAFile(PathBuf),
    Empty,
    UnknownColumns {
        names: Vec<String>,
        known: Vec<&'static str>,
    },
    MissingColumns(Vec<&'static str>),
    RepeatedColumn(String),
    /// The first line is not UTF-8, or too long to be column names.
    UnreadableHeader,
    /// `--strict`, and so many rows are bad. Nothing was written.
    Strict {
        bad: u64,
    },
    /// So many that the file is likely another one than was meant. Nothing more was written.
    TooManyBad {
        bad: u64,
    },
    /// The database could not, or a rule would not.
    Storing(kernel::Error),
}

impl fmt::Display for ImportError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ImportError::Unreadable { path, cause } => write!(out, "cannot read {}: {cause}", path.display()),
            ImportError::NotAFile(path) => write!(out, "{} is not a regular file; save the data to one first", path.display()),
            ImportError::Empty => out.write_str("the file is empty; its first line must name the columns"),
            ImportError::UnknownColumns { names, known } => write!(
                out,
                "the file has columns that are not known: {}; rename or remove them. known are: {}, and option:NAME",
                names.join(", "),
                known.join(", ")
            ),
            ImportError::MissingColumns(names) => write!(out, "the file lacks required columns; add {}", names.join(", ")),
            ImportError::RepeatedColumn(name) => write!(out, "the column {name} stands twice; remove one of them"),
            ImportError::UnreadableHeader => {
                out.write_str("the first line cannot be read as column names in UTF-8; save the file as CSV in UTF-8")
            }
            ImportError::Strict { bad } => {
                write!(out, "{bad} bad rows, and nothing was imported; correct them, or leave out --strict to skip them")
            }
            ImportError::TooManyBad { bad } => {
                write!(out, "stopped after {bad} bad rows; check that this is the right file and the right --kind")
            }
            ImportError::Storing(error) => write!(out, "the import stopped, and running it again goes on: {error}"),
        }
    }
}

impl std::error::Error for ImportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            ImportError::Unreadable { cause, .. } => Some(cause),
            _ => None,
        }
    }
}

impl From<kernel::Error> for ImportError {
    fn from(error: kernel::Error) -> ImportError {
        ImportError::Storing(error)
    }
}
