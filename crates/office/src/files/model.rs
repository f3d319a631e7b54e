use kernel::{Id, Time, kinds};

#[derive(Clone, Debug)]
pub struct File {
    pub id: Id<kinds::File>,
    /// Whose it is: the id of a developer, a merchant or an app.
    pub party: String,
    pub name: String,
    pub media_type: MediaType,
    pub size: u32,
    pub created_at: Time,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaType {
    Pdf,
    Png,
    Jpeg,
}

/// A file as it arrives.
#[derive(Clone, Debug)]
pub struct Upload {
    pub name: String,
    pub bytes: Vec<u8>,
}

impl MediaType {
    pub fn as_str(self) -> &'static str {
        match self {
            MediaType::Pdf => "application/pdf",
            MediaType::Png => "image/png",
            MediaType::Jpeg => "image/jpeg",
        }
    }

    pub(super) fn parse(text: &str) -> Option<MediaType> {
        [MediaType::Pdf, MediaType::Png, MediaType::Jpeg].into_iter().find(|kind| kind.as_str() == text)
    }

    /// By the first and last bytes, not only by the first: a cut upload is told at once.
    pub fn of(bytes: &[u8]) -> Option<MediaType> {
        const PNG_END: &[u8] = b"IEND\xaeB`\x82";
        let tail = &bytes[bytes.len().saturating_sub(1024)..];
        let tail_has = |end: &[u8]| tail.windows(end.len()).any(|window| window == end);
        if bytes.starts_with(b"%PDF-") && tail_has(b"%%EOF") {
            Some(MediaType::Pdf)
        } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") && bytes.ends_with(PNG_END) {
            Some(MediaType::Png)
        } else if bytes.starts_with(b"\xff\xd8\xff") && tail_has(b"\xff\xd9") {
            Some(MediaType::Jpeg)
        } else {
            None
        }
    }

    /// What a name claims to be, if it claims anything.
    pub(super) fn claimed(name: &str) -> Option<&'static str> {
        let (_, extension) = name.rsplit_once('.')?;
        match extension.to_ascii_lowercase().as_str() {
            "pdf" => Some("application/pdf"),
            "png" => Some("image/png"),
            "jpg" | "jpeg" | "jpe" => Some("image/jpeg"),
            _ => Some("application/octet-stream"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides_what_a_file_is() {
        assert_eq!(MediaType::of(b"%PDF-1.7\n...\n%%EOF\n"), Some(MediaType::Pdf));
        assert_eq!(MediaType::of(b"%PDF-1.7\n..."), None);
        assert_eq!(MediaType::of(b"\x89PNG\r\n\x1a\n...IEND\xaeB`\x82"), Some(MediaType::Png));
        assert_eq!(MediaType::of(b"\xff\xd8\xff\xe0...\xff\xd9"), Some(MediaType::Jpeg));
        assert_eq!(MediaType::of(b"<html>"), None);
        assert_eq!(MediaType::of(b""), None);
    }
}
