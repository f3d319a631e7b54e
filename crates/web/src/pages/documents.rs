//! Evidence in lists, and checked uploads on their way in.

use crate::{form::Form, links, views::documents::Document, words};
use db::Read;
use kernel::{Outcome, Refusal};
use office::files::{self, MediaType, Upload};
use platform::approvals::{self, Case};

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
            documents.push(Document {
                kind: evidence.kind.as_str(),
                size: words::size(file.size),
                url: if pattern == links::OPERATOR_CASE_FILE {
                    links::to(pattern, &[case.id.as_str(), file.id.as_str()])
                } else {
                    links::to(pattern, &[file.id.as_str()])
                },
                uploaded: file.created_at,
                name: file.name,
            });
        }
    }
    Ok(documents)
}

/// The latest case about a party, with its papers.
pub fn latest_case_with_papers(tx: &mut Read<'_>, party: &str, pattern: &str) -> Outcome<(Option<Case>, Vec<Document>)> {
    let case = approvals::history(tx, party)?.into_iter().next();
    let documents = case.as_ref().map_or(Ok(Vec::new()), |case| of_case(tx, case, pattern))?;
    Ok((case, documents))
}
