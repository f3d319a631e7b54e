//! A CSV file as records, none of them longer than [`MOST_BYTES`] in memory, whatever stands in the file.

use super::{ImportError, lines::Lines};
use csv::{Position, Reader, ReaderBuilder, StringRecord};
use std::{
    cell::Cell,
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
    rc::Rc,
};

/// One record, its quotes and line breaks included.
pub(super) const MOST_BYTES: u64 = 1024 * 1024;
const BUFFER: usize = 64 * 1024;
const WIDTH: &str = "has another number of columns than the first line; close the quote that begins in it";
const LENGTH: &str = "is longer than 1 MiB; shorten it, or close the quote that begins in it";
/// A first line longer than this names no columns.
const MOST_HEADER_BYTES: u64 = MOST_BYTES;

pub(super) struct Records {
    reader: Reader<Guard>,
    limit: Rc<Cell<u64>>,
    path: PathBuf,
    /// Where records that cannot be read begin.
    lines: Lines,
    /// How many columns the first line names.
    width: usize,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    Record,
    /// A record that is none, at this line. What can be read of it stands in it.
    Bad {
        line: u64,
        reason: &'static str,
    },
    End,
}

/// Refuses to read on when the record under way has grown too long.
struct Guard {
    file: File,
    read: u64,
    limit: Rc<Cell<u64>>,
}

impl Records {
    pub fn open(path: &Path) -> Result<Records, ImportError> {
        let unreadable = |cause| ImportError::Unreadable { path: path.to_owned(), cause };
        let limit = Rc::new(Cell::new(MOST_HEADER_BYTES));
        let guard = Guard { file: File::open(path).map_err(unreadable)?, read: 0, limit: limit.clone() };
        let reader = ReaderBuilder::new().flexible(true).buffer_capacity(BUFFER).from_reader(guard);
        Ok(Records { reader, limit, path: path.to_owned(), lines: Lines::open(path)?, width: 0 })
    }

    pub fn header(&mut self) -> Result<StringRecord, ImportError> {
        match self.reader.headers() {
            Ok(header) => {
                self.width = header.len();
                Ok(header.clone())
            }
            Err(error) => match error.into_kind() {
                csv::ErrorKind::Io(cause) if cause.kind() != io::ErrorKind::FileTooLarge => Err(self.unreadable(cause)),
                _ => Err(ImportError::UnreadableHeader),
            },
        }
    }

    /// How far the file has been taken apart.
    pub fn byte(&self) -> u64 {
        self.reader.position().byte()
    }

    pub fn next(&mut self, record: &mut StringRecord) -> Result<Next, ImportError> {
        let start = self.byte();
        // Where the reader may have read ahead to, when it knows that a record of the longest kind has ended.
        self.limit.set(start + MOST_BYTES + 2 * BUFFER as u64);
        let error = match self.reader.read_record(record) {
            Ok(true) if self.byte() - start <= MOST_BYTES => {
                let is_odd = record.len() != self.width && record.as_slice().contains('\n');
                return if is_odd { self.give_up_line(start, WIDTH) } else { Ok(Next::Record) };
            }
            Ok(true) => None,
            Ok(false) => return Ok(Next::End),
            Err(error) => Some(error.into_kind()),
        };
        record.clear();
        match error {
            Some(csv::ErrorKind::Utf8 { .. }) => {
                let reason = "is not UTF-8; save the file as CSV in UTF-8";
                Ok(Next::Bad { line: self.lines.line_of(start)?, reason })
            }
            Some(csv::ErrorKind::Io(cause)) if cause.kind() != io::ErrorKind::FileTooLarge => Err(self.unreadable(cause)),
            _ => self.give_up_line(start, LENGTH),
        }
    }

    /// An open quote swallows line after line, so only the line on which the record began is given up.
    fn give_up_line(&mut self, start: u64, reason: &'static str) -> Result<Next, ImportError> {
        let line = self.lines.line_of(start)?;
        let next = self.lines.skip_line()?;
        let mut position = Position::new();
        position.set_byte(next);
        self.reader.seek_raw(SeekFrom::Start(next), position).map_err(|error| self.unreadable(error.into()))?;
        Ok(Next::Bad { line, reason })
    }

    /// On which line the record at `byte` begins. Asked from the front to the back.
    pub fn line_of(&mut self, byte: u64) -> Result<u64, ImportError> {
        self.lines.line_of(byte)
    }

    fn unreadable(&self, cause: io::Error) -> ImportError {
        ImportError::Unreadable { path: self.path.clone(), cause }
    }
}

// === impl Guard ===

impl Read for Guard {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.read >= self.limit.get() {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let count = self.file.read(buffer)?;
        self.read += count as u64;
        Ok(count)
    }
}

impl Seek for Guard {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.read = self.file.seek(to)?;
        // Whoever seeks begins a record there.
        self.limit.set(self.read + MOST_BYTES + 2 * BUFFER as u64);
        Ok(self.read)
    }
}
