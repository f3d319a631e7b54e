use super::samples;
use kernel::Time;
use serde::Serialize;

/// A file that was handed in, in a list of them.
#[derive(Clone, Debug, Serialize)]
pub struct Document {
    pub name: String,
    pub kind: &'static str,
    pub size: String,
    pub url: String,
    pub uploaded: Time,
    /// A picture; else a PDF.
    pub is_image: bool,
    /// Was not there when the same was asked before.
    pub is_new: bool,
}

pub fn document_samples(text: &str) -> Vec<Document> {
    let document = |kind| Document {
        name: samples::text(text),
        kind,
        size: samples::text("120 KB"),
        url: samples::text("/developer/files/file_p1"),
        uploaded: samples::time(),
        is_image: kind == "identity",
        is_new: kind == "reason",
    };
    ["business_registration", "business_licence", "identity", "reason", "message"].into_iter().map(document).collect()
}
