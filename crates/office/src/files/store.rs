use super::{File, MediaType};
use db::{Read, Row, Write};
use kernel::{Fault, Id, Outcome, kinds};
use sha2::{Digest, Sha256};

pub(super) fn insert(
    tx: &mut Write<'_>,
    party: &str,
    name: &str,
    media_type: MediaType,
    bytes: &[u8],
) -> Outcome<Id<kinds::File>> {
    let (id, now): (Id<kinds::File>, _) = (tx.new_id(), tx.now);
    let sha256: [u8; 32] = Sha256::digest(bytes).into();
    tx.execute(
        "INSERT INTO files (id, party, name, media_type, size, sha256, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &[&id, &party, &name, &media_type.as_str(), &(bytes.len() as i64), &sha256, &now],
    )?;
    tx.execute("INSERT INTO file_contents (file_id, bytes) VALUES ($1, $2)", &[&id, &bytes])?;
    Ok(id)
}

pub(super) fn find(tx: &mut Read<'_>, party: &str, id: &Id<kinds::File>) -> Outcome<Option<File>> {
    tx.one("SELECT id, party, name, media_type, size, created_at FROM files WHERE party = $1 AND id = $2", &[&party, id], file)
}

pub(super) fn list_for(tx: &mut Read<'_>, party: &str) -> Outcome<Vec<File>> {
    tx.all(
        "SELECT id, party, name, media_type, size, created_at FROM files WHERE party = $1 ORDER BY id LIMIT 200",
        &[&party],
        file,
    )
}

pub(super) fn contents(tx: &mut Read<'_>, party: &str, id: &Id<kinds::File>) -> Outcome<Option<Vec<u8>>> {
    tx.one(
        "SELECT bytes FROM file_contents JOIN files ON files.id = file_contents.file_id WHERE files.party = $1 AND files.id = $2",
        &[&party, id],
        |row| row.get("bytes"),
    )
}

fn file(row: &Row<'_>) -> Outcome<File> {
    let media_type: String = row.get("media_type")?;
    Ok(File {
        id: row.get("id")?,
        party: row.get("party")?,
        name: row.get("name")?,
        media_type: MediaType::parse(&media_type).ok_or_else(|| Fault::new("a stored file has an unknown media type"))?,
        size: row.get("size")?,
        created_at: row.get("created_at")?,
    })
}
