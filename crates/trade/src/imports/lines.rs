//! A file as lines: one after the other for NDJSON, and to tell the line of a byte for CSV.

use super::{ImportError, records::MOST_BYTES};
use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::{Path, PathBuf},
};

pub(super) struct Lines {
    file: BufReader<File>,
    path: PathBuf,
    byte: u64,
    /// Of the line at `byte`, from 1.
    line: u64,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    Text,
    TooLong,
    End,
}

impl Lines {
    pub fn open(path: &Path) -> Result<Lines, ImportError> {
        let file = File::open(path).map_err(|cause| ImportError::Unreadable { path: path.to_owned(), cause })?;
        Ok(Lines { file: BufReader::with_capacity(64 * 1024, file), path: path.to_owned(), byte: 0, line: 1 })
    }

    pub fn byte(&self) -> u64 {
        self.byte
    }

    /// Reads the next line into `text`, without its end; which line it is.
    pub fn next(&mut self, text: &mut Vec<u8>) -> Result<(u64, Line), ImportError> {
        text.clear();
        let line = self.line;
        let count = self.file.by_ref().take(MOST_BYTES + 1).read_until(b'\n', text);
        let count = count.map_err(|cause| self.unreadable(cause))? as u64;
        self.byte += count;
        if count == 0 {
            return Ok((line, Line::End));
        }
        if text.last() == Some(&b'\n') {
            text.pop();
            self.line += 1;
        } else if count > MOST_BYTES {
            self.skip_line()?;
            return Ok((line, Line::TooLong));
        }
        if line == 1 && text.starts_with(b"\xef\xbb\xbf") {
            text.drain(..3);
        }
        Ok((line, Line::Text))
    }

    /// The line on which the record at `byte` begins: behind the end of the record before it, and blank lines.
    pub fn line_of(&mut self, byte: u64) -> Result<u64, ImportError> {
        while self.byte < byte {
            let most = usize::try_from(byte - self.byte).unwrap_or(usize::MAX);
            let buffer = self.fill()?;
            if buffer.is_empty() {
                return Ok(self.line);
            }
            let part = &buffer[..buffer.len().min(most)];
            let (count, breaks) = (part.len(), part.iter().filter(|byte| **byte == b'\n').count());
            self.advance(count, breaks);
        }
        while let Some(&byte @ (b'\r' | b'\n')) = self.fill()?.first() {
            self.advance(1, usize::from(byte == b'\n'));
        }
        Ok(self.line)
    }

    /// Goes behind the end of the line; where that is.
    pub fn skip_line(&mut self) -> Result<u64, ImportError> {
        loop {
            let buffer = self.fill()?;
            if buffer.is_empty() {
                return Ok(self.byte);
            }
            let (count, breaks) = match buffer.iter().position(|byte| *byte == b'\n') {
                Some(place) => (place + 1, 1),
                None => (buffer.len(), 0),
            };
            self.advance(count, breaks);
            if breaks > 0 {
                return Ok(self.byte);
            }
        }
    }

    fn fill(&mut self) -> Result<&[u8], ImportError> {
        let path = &self.path;
        self.file.fill_buf().map_err(|cause| ImportError::Unreadable { path: path.clone(), cause })
    }

    fn advance(&mut self, count: usize, breaks: usize) {
        self.file.consume(count);
        self.byte += count as u64;
        self.line += breaks as u64;
    }

    fn unreadable(&self, cause: io::Error) -> ImportError {
        ImportError::Unreadable { path: self.path.clone(), cause }
    }
}
