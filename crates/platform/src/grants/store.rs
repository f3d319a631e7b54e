use super::model::{CodeRow, NewToken, RefreshRow, Used};
use super::{Consent, Grant, Removal, TokenFacts};
use db::{Read, Row, Value, Write};
use kernel::{Cursor, Fault, Id, Outcome, Page, PageRequest, Time, kinds};
use office::sealing::SealedRow;
use protocol::{Hash, Sealed};

// --- grants ---

pub(super) fn upsert(tx: &mut Write<'_>, grant: &Grant) -> Outcome<()> {
    let permissions = serde_json::to_string(&grant.permissions).map_err(|error| Fault::because("writing a grant", error))?;
    tx.execute(
        "INSERT INTO grants (id, merchant_id, app_id, permissions, generation, granted_by, granted_at) VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (merchant_id, app_id) DO UPDATE SET permissions = excluded.permissions, granted_by = excluded.granted_by, \
         granted_at = excluded.granted_at, removed_at = NULL, removed_by = NULL",
        &[&grant.id, &grant.merchant, &grant.app, &permissions, &grant.generation, &grant.granted_by, &grant.granted_at],
    )?;
    Ok(())
}

pub(super) fn remove(tx: &mut Write<'_>, id: &Id<kinds::Grant>, by: &str) -> Outcome<()> {
    let now = tx.now;
    tx.execute(
        "UPDATE grants SET generation = generation + 1, removed_at = $1, removed_by = $2 WHERE id = $3",
        &[&now, &by, id],
    )?;
    Ok(())
}

pub(super) fn find(tx: &mut Read<'_>, id: &Id<kinds::Grant>) -> Outcome<Option<Grant>> {
    tx.one(
        "SELECT id, merchant_id, app_id, permissions, generation, granted_by, granted_at, last_used_at, removed_at, removed_by \
         FROM grants WHERE id = $1",
        &[id],
        grant,
    )
}

pub(super) fn find_by_parties(tx: &mut Read<'_>, merchant: &Id<kinds::Merchant>, app: &Id<kinds::App>) -> Outcome<Option<Grant>> {
    tx.one(
        "SELECT id, merchant_id, app_id, permissions, generation, granted_by, granted_at, last_used_at, removed_at, removed_by \
         FROM grants WHERE merchant_id = $1 AND app_id = $2",
        &[merchant, app],
        grant,
    )
}

pub(super) fn list_of_merchant(tx: &mut Read<'_>, merchant: &Id<kinds::Merchant>, page: &PageRequest) -> Outcome<Page<Grant>> {
    let start = page.start_descending();
    let rows = tx.all(
        "SELECT id, merchant_id, app_id, permissions, generation, granted_by, granted_at, last_used_at, removed_at, removed_by \
         FROM grants WHERE merchant_id = $1 AND (granted_at < $2 OR (granted_at = $2 AND id < $3)) \
         ORDER BY granted_at DESC, id DESC LIMIT $4",
        &[merchant, &start.time, &start.id, &page.rows_to_fetch()],
        grant,
    )?;
    Ok(Page::of(rows, page, |grant| Cursor { time: grant.granted_at, id: grant.id.to_string() }))
}

pub(super) fn count_active(tx: &mut Read<'_>, app: &Id<kinds::App>) -> Outcome<i64> {
    tx.number("SELECT count(*) AS n FROM grants WHERE app_id = $1 AND removed_at IS NULL", &[app])
}

pub(super) fn count_all(tx: &mut Read<'_>) -> Outcome<i64> {
    tx.number("SELECT count(*) AS n FROM grants WHERE removed_at IS NULL", &[])
}

pub(super) fn count_of_merchant(tx: &mut Read<'_>, merchant: &Id<kinds::Merchant>) -> Outcome<i64> {
    tx.number("SELECT count(*) AS n FROM grants WHERE merchant_id = $1 AND removed_at IS NULL", &[merchant])
}

pub(super) fn record_use(tx: &mut Write<'_>, uses: &[(Id<kinds::Grant>, Time)]) -> Outcome<()> {
    let row = |(id, at): &(Id<kinds::Grant>, Time)| vec![Value::Int(at.unix_millis()), Value::Text(id.to_string())];
    let rows: Vec<_> = uses.iter().map(row).collect();
    tx.execute_many("UPDATE grants SET last_used_at = $1 WHERE id = $2 AND (last_used_at IS NULL OR last_used_at < $1)", &rows)?;
    Ok(())
}

// --- codes ---

pub(super) fn insert_code(tx: &mut Write<'_>, hash: &Hash, consent: &Consent, grant: &Grant, expires_at: Time) -> Outcome<()> {
    let now = tx.now;
    tx.execute(
        "INSERT INTO authorization_codes (hash, app_id, grant_id, generation, redirect_uri, redirect_uri_named, challenge, created_at, \
         expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            hash,
            &grant.app,
            &grant.id,
            &grant.generation,
            &consent.redirect_uri,
            &consent.redirect_uri_named,
            &consent.challenge,
            &now,
            &expires_at,
        ],
    )?;
    Ok(())
}

pub(super) fn find_code(tx: &mut Read<'_>, hash: &Hash) -> Outcome<Option<CodeRow>> {
    tx.one(
        "SELECT app_id, grant_id, generation, redirect_uri, redirect_uri_named, challenge, expires_at, family \
         FROM authorization_codes WHERE hash = $1",
        &[hash],
        |row| {
            Ok(CodeRow {
                app: row.get("app_id")?,
                grant: row.get("grant_id")?,
                generation: row.get("generation")?,
                redirect_uri: row.get("redirect_uri")?,
                redirect_uri_named: row.get("redirect_uri_named")?,
                challenge: row.get("challenge")?,
                expires_at: row.get("expires_at")?,
                family: row.get("family")?,
            })
        },
    )
}

/// True for the one who redeems it.
pub(super) fn consume_code(tx: &mut Write<'_>, hash: &Hash, family: &[u8]) -> Outcome<bool> {
    let now = tx.now;
    let touched = tx.execute(
        "UPDATE authorization_codes SET redeemed_at = $1, family = $2 WHERE hash = $3 AND redeemed_at IS NULL",
        &[&now, &family, hash],
    )?;
    Ok(touched == 1)
}

pub(super) fn delete_codes(tx: &mut Write<'_>, before: Time, limit: u32) -> Outcome<u64> {
    tx.execute(
        "DELETE FROM authorization_codes WHERE hash IN (SELECT hash FROM authorization_codes WHERE expires_at < $1 LIMIT $2)",
        &[&before, &limit],
    )
}

// --- tokens ---

pub(super) fn insert_token(tx: &mut Write<'_>, token: &NewToken<'_>) -> Outcome<()> {
    let now = tx.now;
    tx.execute(
        "INSERT INTO tokens (hash, kind, grant_id, generation, family, issued_at, expires_at, access) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            token.hash,
            &token.kind,
            &token.grant.id,
            &token.grant.generation,
            &token.family,
            &now,
            &token.expires_at,
            &token.access,
        ],
    )?;
    Ok(())
}

pub(super) fn find_access(tx: &mut Read<'_>, hash: &Hash) -> Outcome<Option<TokenFacts>> {
    tx.one(
        "SELECT grant_id, generation, expires_at, revoked_at FROM tokens WHERE hash = $1 AND kind = 'access'",
        &[hash],
        |row| {
            Ok(TokenFacts {
                grant: row.get("grant_id")?,
                generation: row.get("generation")?,
                expires_at: row.get("expires_at")?,
                revoked_at: row.get("revoked_at")?,
            })
        },
    )
}

pub(super) fn find_refresh(tx: &mut Read<'_>, hash: &Hash) -> Outcome<Option<RefreshRow>> {
    tx.one(
        "SELECT grant_id, generation, family, expires_at, revoked_at, access, used_at, successor, answer \
         FROM tokens WHERE hash = $1 AND kind = 'refresh'",
        &[hash],
        |row| {
            let used_at: Option<Time> = row.get("used_at")?;
            let used = match used_at {
                Some(at) => Some(Used { at, successor: row.get("successor")?, answer: row.get("answer")? }),
                None => None,
            };
            Ok(RefreshRow {
                grant: row.get("grant_id")?,
                generation: row.get("generation")?,
                family: row.get("family")?,
                expires_at: row.get("expires_at")?,
                revoked_at: row.get("revoked_at")?,
                access: row.get("access")?,
                used,
            })
        },
    )
}

/// True for the one who uses it.
pub(super) fn consume_refresh(tx: &mut Write<'_>, hash: &Hash, successor: &Hash, answer: &[u8]) -> Outcome<bool> {
    let now = tx.now;
    let touched = tx.execute(
        "UPDATE tokens SET used_at = $1, successor = $2, answer = $3 WHERE hash = $4 AND used_at IS NULL",
        &[&now, successor, &answer, hash],
    )?;
    Ok(touched == 1)
}

pub(super) fn revoke_access(tx: &mut Write<'_>, hash: &Hash, at: Time) -> Outcome<()> {
    tx.execute("UPDATE tokens SET revoked_at = $1 WHERE hash = $2 AND revoked_at IS NULL", &[&at, hash])?;
    Ok(())
}

/// Ends everything that came from one code; tokens that were draining end at once.
pub(super) fn revoke_family(tx: &mut Write<'_>, family: &[u8]) -> Outcome<()> {
    let now = tx.now;
    tx.execute(
        "UPDATE tokens SET revoked_at = $1, answer = NULL WHERE family = $2 AND (revoked_at IS NULL OR revoked_at > $1)",
        &[&now, &family],
    )?;
    Ok(())
}

pub(super) fn delete_tokens(tx: &mut Write<'_>, before: Time, limit: u32) -> Outcome<u64> {
    tx.execute("DELETE FROM tokens WHERE hash IN (SELECT hash FROM tokens WHERE expires_at < $1 LIMIT $2)", &[&before, &limit])
}

// --- sealing again ---

pub(super) fn count_by_key(tx: &mut Read<'_>) -> Outcome<Vec<(u32, i64)>> {
    tx.all(
        "SELECT substr(answer, 1, 4) AS key, count(*) AS n FROM tokens WHERE length(answer) > 0 GROUP BY substr(answer, 1, 4)",
        &[],
        |row| Ok((u32::from_be_bytes(row.get("key")?), row.get("n")?)),
    )
}

/// A row is named by its hash in hex.
pub(super) fn sealed_otherwise(tx: &mut Read<'_>, after: &str, key: u32, limit: u32) -> Outcome<Vec<SealedRow>> {
    tx.all(
        "SELECT hash, answer FROM tokens WHERE hash > $1 AND length(answer) > 0 AND substr(answer, 1, 4) <> $2 ORDER BY hash LIMIT $3",
        &[&unhex(after), &key.to_be_bytes(), &limit],
        |row| {
            let hash: Hash = row.get("hash")?;
            Ok(SealedRow { row: hex(&hash), sealed: Sealed::from_bytes(row.get("answer")?) })
        },
    )
}

pub(super) fn replace_sealed(tx: &mut Write<'_>, row: &str, old: &Sealed, new: &Sealed) -> Outcome<bool> {
    let touched = tx.execute(
        "UPDATE tokens SET answer = $1 WHERE hash = $2 AND answer = $3",
        &[&new.as_bytes(), &unhex(row), &old.as_bytes()],
    )?;
    Ok(touched == 1)
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    text.as_bytes().chunks(2).filter_map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

fn grant(row: &Row<'_>) -> Outcome<Grant> {
    let permissions: String = row.get("permissions")?;
    let removed_at: Option<Time> = row.get("removed_at")?;
    let removal = match removed_at {
        Some(at) => Some(Removal { at, by: row.get("removed_by")? }),
        None => None,
    };
    Ok(Grant {
        id: row.get("id")?,
        merchant: row.get("merchant_id")?,
        app: row.get("app_id")?,
        permissions: serde_json::from_str(&permissions).map_err(|error| Fault::because("reading a grant", error))?,
        generation: row.get("generation")?,
        granted_by: row.get("granted_by")?,
        granted_at: row.get("granted_at")?,
        last_used_at: row.get("last_used_at")?,
        removal,
    })
}
