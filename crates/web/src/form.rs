//! What a form sent: texts and files, kept as they were typed so that a refused form comes back filled in.

use crate::visit::Visit;
use axum::{
    body::{Body, Bytes, HttpBody},
    extract::{FromRequest, FromRequestParts, Multipart},
    http::{HeaderMap, Request, StatusCode, header, request::Parts},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use kernel::{Error, Outcome, Refusal, Secret};
use office::files::Upload;
use serde::Serialize;
use std::{collections::BTreeMap, pin::Pin, sync::Arc};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The most that the body of a form may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// 1 MiB.
    Texts,
    /// 32 MiB: three files of 10 MiB and their texts.
    Files,
}

/// A file on its way through a form that asks for something else first.
const CARRIED_FILE: &str = "_carried_file";

/// The form of a request, read and found to come from our own page before a handler sees it.
#[derive(Clone, Debug, Default)]
pub struct Form {
    texts: Vec<(String, String)>,
    files: Vec<(String, Upload)>,
    /// What it takes of the memory that all forms share, given back with the last copy.
    _held: Option<Arc<OwnedSemaphorePermit>>,
}

/// The memory that forms with files may take together.
pub const SHARED_MEBIBYTES: usize = 256;
const MEBIBYTE: usize = 1024 * 1024;

/// A form as its template sees it: `form.<field>.value`, `form.<field>.error`, `form.error`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FormView {
    #[serde(flatten)]
    pub fields: BTreeMap<String, FieldView>,
    pub error: Option<String>,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct FieldView {
    pub value: String,
    pub error: Option<String>,
}

impl Size {
    pub fn bytes(self) -> usize {
        match self {
            Size::Texts => 1024 * 1024,
            Size::Files => 32 * 1024 * 1024,
        }
    }
}

impl Form {
    /// What was typed, without blanks around it; nothing typed and no such field are the same.
    pub fn text(&self, name: &str) -> String {
        self.find(name).trim().to_owned()
    }

    pub fn has(&self, name: &str) -> bool {
        self.texts.iter().any(|(field, _)| field == name)
    }

    /// Every box that was ticked.
    pub fn all(&self, name: &str) -> Vec<String> {
        self.texts.iter().filter(|(field, _)| field == name).map(|(_, text)| text.clone()).collect()
    }

    /// Blanks belong to a password.
    pub fn secret(&self, name: &str) -> Secret {
        Secret::new(self.find(name))
    }

    /// A field that was left empty sends a file without name and content.
    pub fn file(&self, name: &str) -> Option<Upload> {
        self.files.iter().find(|(field, _)| field == name).map(|(_, upload)| upload.clone())
    }

    /// Every file of a field that takes several.
    pub fn files(&self, name: &str) -> Vec<Upload> {
        self.files.iter().filter(|(field, _)| field == name).map(|(_, upload)| upload.clone()).collect()
    }

    /// Every text with its name, as they came.
    pub fn pairs(&self) -> Vec<(String, String)> {
        self.texts.clone()
    }

    /// Everything but `without`, as hidden fields of another form: files as texts.
    pub(crate) fn carry(&self, without: &[&str]) -> Vec<(String, String)> {
        let texts = self.texts.iter().filter(|(name, _)| !without.contains(&name.as_str())).cloned();
        let file = |(field, upload): &(String, Upload)| {
            (CARRIED_FILE.to_owned(), format!("{field}|{}|{}", BASE64_STANDARD.encode(&upload.bytes), upload.name))
        };
        texts.chain(self.files.iter().map(file)).collect()
    }

    /// The form as it was before it was carried.
    pub(crate) fn unpack(&mut self, without: &[&str]) {
        let texts = std::mem::take(&mut self.texts);
        for (name, text) in texts.into_iter().filter(|(name, _)| !without.contains(&name.as_str())) {
            if name != CARRIED_FILE {
                self.texts.push((name, text));
            } else if let [field, bytes, file] = text.splitn(3, '|').collect::<Vec<_>>()[..]
                && let Ok(bytes) = BASE64_STANDARD.decode(bytes)
            {
                self.files.push((field.to_owned(), Upload { name: file.to_owned(), bytes }));
            }
        }
    }

    pub(crate) fn find(&self, name: &str) -> &str {
        self.texts.iter().find(|(field, _)| field == name).map_or("", |(_, text)| text)
    }

    /// The form with a refusal written into it and the status of the answer. What no form can mend (a fault, no right,
    /// no such thing) goes on to the rescuer.
    pub fn refused(&self, visit: &Visit, error: Error) -> Outcome<(StatusCode, FormView)> {
        use kernel::RefusalKind::{Conflict, Expired, Invalid, TooLarge, TooMany, Unauthenticated};
        let Error::Refusal(refusal) = error else { return Err(error) };
        if !matches!(refusal.kind, Conflict | Expired | Invalid | TooLarge | TooMany | Unauthenticated) {
            return Err(refusal.into());
        }
        visit.note_wait(&refusal);
        let mut view = self.view();
        view.error = Some(visit.refusal_words(refusal.code, &refusal.sentence));
        for field in &refusal.fields {
            let words = visit.refusal_words(field.code, &field.sentence);
            view.fields.entry(field.field.to_owned()).or_default().error = Some(words);
        }
        Ok((crate::rescue::status(refusal.kind), view))
    }

    /// Passwords and codes are never sent back.
    fn view(&self) -> FormView {
        let mut view = FormView::default();
        for (name, text) in &self.texts {
            if !name.contains("password") && !name.ends_with("_code") && name != crate::csrf::FIELD && name != "error" {
                view.fields.entry(name.clone()).or_insert_with(|| FieldView { value: text.clone(), error: None });
            }
        }
        view
    }

    /// Reads the body as what it says it is.
    pub(crate) async fn read(headers: &HeaderMap, body: Body, size: Size, memory: &Arc<Semaphore>) -> Result<Form, Refusal> {
        let (bytes, held) = read_body(body, size, memory).await?;
        let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let media_type = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match media_type.as_str() {
            "multipart/form-data" => Ok(Form { _held: held.map(Arc::new), ..read_parts(headers, bytes).await? }),
            "application/x-www-form-urlencoded" | "" => Ok(Form { texts: read_pairs(&bytes), ..Form::default() }),
            _ => Err(Refusal::invalid(
                "forms.media_type",
                "send a form as application/x-www-form-urlencoded or multipart/form-data",
            )),
        }
    }
}

impl FormView {
    /// A form that nobody has sent yet, with what is there already.
    pub fn filled(fields: &[(&str, &str)]) -> FormView {
        let field = |(name, value): &(&str, &str)| ((*name).to_owned(), FieldView { value: (*value).to_owned(), error: None });
        FormView { fields: fields.iter().map(field).collect(), error: None }
    }
}

/// Reads on past the limit for a while before it refuses: a browser that is still sending would not listen.
/// Files take of the shared memory as they arrive, so that whoever sends slowly holds only what was sent.
async fn read_body(
    mut body: Body,
    size: Size,
    memory: &Arc<Semaphore>,
) -> Result<(Bytes, Option<OwnedSemaphorePermit>), Refusal> {
    let (limit, mut held) = (size.bytes(), None::<OwnedSemaphorePermit>);
    let give_up = limit.max(Size::Files.bytes()) * 2;
    let (mut bytes, mut seen) = (Vec::new(), 0);
    while let Some(frame) = std::future::poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let frame = frame.map_err(|_| Refusal::invalid("forms.cut_short", "the form did not arrive whole; send it again"))?;
        let Ok(data) = frame.into_data() else { continue };
        seen += data.len();
        if seen <= limit {
            if size == Size::Files {
                hold(memory, &mut held, seen)?;
            }
            bytes.extend_from_slice(&data);
        } else if seen > give_up {
            break;
        }
    }
    if seen <= limit {
        return Ok((bytes.into(), held));
    }
    Err(Refusal::too_large(
        "forms.too_large",
        format!("the form is larger than {} MiB; use smaller files or shorter texts", limit / 1024 / 1024),
    ))
}

fn hold(memory: &Arc<Semaphore>, held: &mut Option<OwnedSemaphorePermit>, bytes: usize) -> Result<(), Refusal> {
    let has = held.as_ref().map_or(0, OwnedSemaphorePermit::num_permits);
    let more = bytes.div_ceil(MEBIBYTE).saturating_sub(has);
    if more == 0 {
        return Ok(());
    }
    let more = memory.clone().try_acquire_many_owned(more as u32).map_err(|_| {
        let sentence = "many files are arriving at this moment; wait a little and send the form again";
        Refusal::new(kernel::RefusalKind::TooMany, "forms.busy", sentence)
    })?;
    match held {
        Some(held) => held.merge(more),
        None => *held = Some(more),
    }
    Ok(())
}

fn read_pairs(bytes: &[u8]) -> Vec<(String, String)> {
    let pairs = url::form_urlencoded::parse(bytes);
    pairs.map(|(name, text)| (name.into_owned(), clean(&text))).collect()
}

async fn read_parts(headers: &HeaderMap, bytes: Bytes) -> Result<Form, Refusal> {
    let malformed = || Refusal::invalid("forms.malformed", "the form could not be read; send it again");
    let mut request = Request::new(Body::from(bytes));
    *request.headers_mut() = headers.clone();
    // The body has been measured already.
    axum::extract::DefaultBodyLimit::disable().apply(&mut request);
    let mut parts = Multipart::from_request(request, &()).await.map_err(|_| malformed())?;
    let mut form = Form::default();
    while let Some(part) = parts.next_field().await.map_err(|_| malformed())? {
        let Some(name) = part.name().map(str::to_owned) else { continue };
        match part.file_name().map(str::to_owned) {
            Some(file_name) => {
                let bytes = part.bytes().await.map_err(|_| malformed())?.to_vec();
                if !(file_name.is_empty() && bytes.is_empty()) {
                    form.files.push((name, Upload { name: file_name, bytes }));
                }
            }
            None => form.texts.push((name, clean(&String::from_utf8_lossy(&part.bytes().await.map_err(|_| malformed())?)))),
        }
    }
    Ok(form)
}

/// No keyboard types NUL, and PostgreSQL keeps no text with it.
fn clean(text: &str) -> String {
    text.replace('\0', "")
}

/// The door has read the form and put it here.
impl<S: Send + Sync> FromRequestParts<S> for Form {
    type Rejection = crate::rescue::Trouble;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Form, Self::Rejection> {
        parts.extensions.remove::<Form>().ok_or_else(|| kernel::Fault::new("a door for reading only was asked for a form").into())
    }
}
