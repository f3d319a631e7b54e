//! Evidence in lists, and checked uploads on their way in.

use crate::{form::Form, links, views::documents::Document, words};
use db::Read;
use kernel::{Outcome, Refusal};
use office::files::{self, File, MediaType, Upload};
use platform::approvals::{self, Case, CaseKind, Evidence};

const PAPERS: &[MediaType] = &[MediaType::Pdf, MediaType::Png, MediaType::Jpeg];

/// A paper with what it was found to be.
pub type Checked = (Upload, MediaType);

/// Every paper of a field that takes several.
pub fn papers(form: &Form, field: &'static str) -> Result<Vec<Checked>, Refusal> {
    form.files(field).into_iter().map(|upload| checked(field, upload)).collect()
}

/// The paper of a field, if one was given.
pub fn paper(form: &Form, field: &'static str) -> Result<Option<Checked>, Refusal> {
    form.file(field).map(|upload| checked(field, upload)).transpose()
}

pub fn required_paper(form: &Form, field: &'static str) -> Result<Option<Checked>, Refusal> {
    match paper(form, field)? {
        Some(paper) => Ok(Some(paper)),
        None => Err(Refusal::field(field, "files.missing", "add this document as a PDF, PNG or JPEG file")),
    }
}

fn checked(field: &'static str, upload: Upload) -> Result<Checked, Refusal> {
    let media_type = files::check(field, &upload, PAPERS)?;
    Ok((upload, media_type))
}

/// The papers of a case; `pattern` is the address at which this reader opens one.
pub fn of_case(tx: &mut Read<'_>, case: &Case, pattern: &str) -> Outcome<Vec<Document>> {
    let mut documents = Vec::with_capacity(case.files.len());
    for evidence in &case.files {
        if let Some(file) = files::find(tx, &case.party, &evidence.file)? {
            documents.push(document(case, file, evidence.kind.as_str(), pattern));
        }
    }
    Ok(documents)
}

/// One file of a case, as a list shows it.
pub fn document(case: &Case, file: File, kind: &'static str, pattern: &str) -> Document {
    let url = match pattern {
        links::OPERATOR_CASE_FILE => links::to(pattern, &[case.id.as_str(), file.id.as_str()]),
        _ => links::to(pattern, &[file.id.as_str()]),
    };
    let is_image = matches!(file.media_type, MediaType::Png | MediaType::Jpeg);
    Document { kind, size: words::size(file.size), url, uploaded: file.created_at, is_image, is_new: false, name: file.name }
}

/// Marks what was not there when the same was asked before. `documents` are those of `case`, in its order.
pub fn mark_new(documents: &mut [Document], case: &Case, earlier: &Case) {
    let is_new = |document: &Document| {
        let is_it = |evidence: &&Evidence| document.url.ends_with(evidence.file.as_str());
        case.files.iter().find(is_it).is_some_and(|evidence| !earlier.files.contains(evidence))
    };
    for document in documents {
        document.is_new = is_new(document);
    }
}

/// The latest case about a party's registration, with its papers.
pub fn latest_case_with_papers(
    tx: &mut Read<'_>,
    party: &str,
    kind: CaseKind,
    pattern: &str,
) -> Outcome<(Option<Case>, Vec<Document>)> {
    let case = approvals::history(tx, party)?.into_iter().find(|case| case.kind == kind);
    let documents = case.as_ref().map_or(Ok(Vec::new()), |case| of_case(tx, case, pattern))?;
    Ok((case, documents))
}
