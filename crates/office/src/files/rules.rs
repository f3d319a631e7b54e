use super::{File, MediaType, Picture, Upload, store};
use db::{Read, Write};
use kernel::{Id, Outcome, Refusal, kinds};

/// 10 MiB.
pub const MAX_BYTES: usize = 10 * 1024 * 1024;
const MAX_NAME: usize = 200;

/// What the upload is, or why it cannot be taken. `field` is where it stands in the form.
pub fn check(field: &'static str, upload: &Upload, allowed: &[MediaType]) -> Result<MediaType, Refusal> {
    if upload.bytes.len() > MAX_BYTES {
        return Err(Refusal::field(field, "files.too_large", "the file is larger than 10 MiB; make it smaller and try again"));
    }
    let media_type = MediaType::of(&upload.bytes).filter(|kind| allowed.contains(kind));
    let Some(media_type) = media_type else {
        return Err(Refusal::field(field, "files.unknown_type", "this is not a complete PDF, PNG or JPEG file"));
    };
    match MediaType::claimed(&upload.name) {
        Some(claimed) if claimed != media_type.as_str() => {
            Err(Refusal::field(field, "files.not_what_it_claims", "the file's content is not what its name says"))
        }
        _ => Ok(media_type),
    }
}

/// Keeps a checked upload for `party`.
pub fn keep(tx: &mut Write<'_>, party: &str, upload: &Upload, media_type: MediaType) -> Outcome<Id<kinds::File>> {
    let name: String = upload.name.chars().filter(|letter| !letter.is_control()).take(MAX_NAME).collect();
    store::insert(tx, party, &name, media_type, &upload.bytes)
}

/// Keeps a picture for `party`.
pub fn keep_picture(tx: &mut Write<'_>, party: &str, picture: &Picture) -> Outcome<Id<kinds::File>> {
    let upload = Upload { name: picture.name.clone(), bytes: picture.bytes.clone() };
    keep(tx, party, &upload, picture.media_type)
}

/// The file, if it belongs to `party`.
pub fn find(tx: &mut Read<'_>, party: &str, id: &Id<kinds::File>) -> Outcome<Option<File>> {
    store::find(tx, party, id)
}

pub fn list_for(tx: &mut Read<'_>, party: &str) -> Outcome<Vec<File>> {
    store::list_for(tx, party)
}

/// The contents of a file of `party`.
pub fn open(tx: &mut Read<'_>, party: &str, id: &Id<kinds::File>) -> Outcome<Option<Vec<u8>>> {
    store::contents(tx, party, id)
}
