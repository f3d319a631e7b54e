use super::model::{CodeRow, NewToken, PushedRow, RefreshRow, Used};
use super::{AppTokenFacts, Binding, Consent, Grant, Named, Removal, TokenFacts};
use crate::app_categories::Strategy;
use db::{Read, Row, Value, Write};
use kernel::{Cursor, Fault, Id, Outcome, Page, PageRequest, Time, kinds};
use office::sealing::SealedRow;
use protocol::{Hash, Sealed};

// --- grants ---

pub(super) fn upsert(tx: &mut Write<'_>, grant: &Grant) -> Outcome<()> {
    let permissions = serde_json::to_string(&grant.permissions).map_err(|error| Fault::because("writing a grant", error))?;
    tx.execute(
        "INSERT INTO grants (id, merchant_id, app_id, permissions, generation, strategy, granted_by, granted_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (merchant_id, app_id, strategy) DO UPDATE SET \
         permissions = excluded.permissions, granted_by = excluded.granted_by, granted_at = excluded.granted_at, \
         removed_at = NULL, removed_by = NULL",
        &[
            &grant.id,
            &grant.merchant,
            &grant.app,
            &permissions,
            &grant.generation,
            &grant.strategy.as_str(),
            &grant.granted_by,
            &grant.granted_at,
        ],
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
        "SELECT id, merchant_id, app_id, permissions, generation, strategy, granted_by, granted_at, last_used_at, removed_at, \
         removed_by FROM grants WHERE id = $1",
        &[id],
        grant,
    )
}

pub(super) fn find_by_parties(
    tx: &mut Read<'_>,
    merchant: &Id<kinds::Merchant>,
    app: &Id<kinds::App>,
    strategy: Strategy,
) -> Outcome<Option<Grant>> {
    tx.one(
        "SELECT id, merchant_id, app_id, permissions, generation, strategy, granted_by, granted_at, last_used_at, removed_at, \
         removed_by FROM grants WHERE merchant_id = $1 AND app_id = $2 AND strategy = $3",
        &[merchant, app, &strategy.as_str()],
        grant,
    )
}

/// One a strategy, removed ones too.
pub(super) fn all_by_parties(tx: &mut Read<'_>, merchant: &Id<kinds::Merchant>, app: &Id<kinds::App>) -> Outcome<Vec<Grant>> {
    tx.all(
        "SELECT id, merchant_id, app_id, permissions, generation, strategy, granted_by, granted_at, last_used_at, removed_at, \
         removed_by FROM grants WHERE merchant_id = $1 AND app_id = $2 ORDER BY granted_at DESC, id DESC",
        &[merchant, app],
        grant,
    )
}

pub(super) fn list_of_merchant(tx: &mut Read<'_>, merchant: &Id<kinds::Merchant>, page: &PageRequest) -> Outcome<Page<Grant>> {
    let start = page.start_descending();
    let rows = tx.all(
        "SELECT id, merchant_id, app_id, permissions, generation, strategy, granted_by, granted_at, last_used_at, removed_at, \
         removed_by FROM grants WHERE merchant_id = $1 AND (granted_at < $2 OR (granted_at = $2 AND id < $3)) \
         ORDER BY granted_at DESC, id DESC LIMIT $4",
        &[merchant, &start.time, &start.id, &page.rows_to_fetch()],
        grant,
    )?;
    Ok(Page::of(rows, page, |grant| Cursor { time: grant.granted_at, id: grant.id.to_string() }))
}

pub(super) fn list_of_app(tx: &mut Read<'_>, app: &Id<kinds::App>, page: &PageRequest) -> Outcome<Page<Grant>> {
    let start = page.start_descending();
    let rows = tx.all(
        "SELECT id, merchant_id, app_id, permissions, generation, strategy, granted_by, granted_at, last_used_at, removed_at, \
         removed_by FROM grants WHERE app_id = $1 AND (granted_at < $2 OR (granted_at = $2 AND id < $3)) \
         ORDER BY granted_at DESC, id DESC LIMIT $4",
        &[app, &start.time, &start.id, &page.rows_to_fetch()],
        grant,
    )?;
    Ok(Page::of(rows, page, |grant| Cursor { time: grant.granted_at, id: grant.id.to_string() }))
}

/// The live grant of a self-use app: it has one at the most.
pub(super) fn find_bound(tx: &mut Read<'_>, app: &Id<kinds::App>) -> Outcome<Option<Grant>> {
    tx.one(
        "SELECT id, merchant_id, app_id, permissions, generation, strategy, granted_by, granted_at, last_used_at, removed_at, \
         removed_by FROM grants WHERE app_id = $1 AND strategy = 'self_use' AND removed_at IS NULL ORDER BY id LIMIT 1",
        &[app],
        grant,
    )
}

pub(super) fn count_active(tx: &mut Read<'_>, app: &Id<kinds::App>) -> Outcome<i64> {
    tx.number("SELECT count(DISTINCT merchant_id) AS n FROM grants WHERE app_id = $1 AND removed_at IS NULL", &[app])
}

pub(super) fn count_merchants_of_category(tx: &mut Read<'_>, category: &Id<kinds::Category>) -> Outcome<i64> {
    tx.number(
        "SELECT count(DISTINCT grants.merchant_id) AS n FROM grants JOIN apps ON apps.id = grants.app_id \
         WHERE apps.category_id = $1 AND grants.removed_at IS NULL",
        &[category],
    )
}

pub(super) fn count_refreshable(tx: &mut Read<'_>, app: &Id<kinds::App>) -> Outcome<i64> {
    let now = tx.now;
    tx.number(
        "SELECT count(*) AS n FROM tokens JOIN grants ON grants.id = tokens.grant_id WHERE grants.app_id = $1 \
         AND grants.removed_at IS NULL AND tokens.generation = grants.generation AND tokens.kind = 'refresh' \
         AND tokens.used_at IS NULL AND tokens.revoked_at IS NULL AND tokens.expires_at > $2",
        &[app, &now],
    )
}

pub(super) fn live_of_app(tx: &mut Read<'_>, app: &Id<kinds::App>) -> Outcome<Vec<Grant>> {
    tx.all(
        "SELECT id, merchant_id, app_id, permissions, generation, strategy, granted_by, granted_at, last_used_at, removed_at, \
         removed_by FROM grants WHERE app_id = $1 AND removed_at IS NULL ORDER BY id",
        &[app],
        grant,
    )
}

pub(super) fn set_permissions(tx: &mut Write<'_>, id: &Id<kinds::Grant>, permissions: &[String]) -> Outcome<()> {
    let permissions = serde_json::to_string(permissions).map_err(|error| Fault::because("writing a grant", error))?;
    tx.execute("UPDATE grants SET permissions = $1 WHERE id = $2", &[&permissions, id])?;
    Ok(())
}

pub(super) fn count_all(tx: &mut Read<'_>) -> Outcome<i64> {
    tx.number("SELECT count(*) AS n FROM grants WHERE removed_at IS NULL", &[])
}

pub(super) fn count_of_merchant(tx: &mut Read<'_>, merchant: &Id<kinds::Merchant>) -> Outcome<i64> {
    tx.number("SELECT count(DISTINCT app_id) AS n FROM grants WHERE merchant_id = $1 AND removed_at IS NULL", &[merchant])
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
        "INSERT INTO authorization_codes (hash, app_id, grant_id, generation, redirect_uri, redirect_uri_named, challenge, jkt, \
         created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &[
            hash,
            &grant.app,
            &grant.id,
            &grant.generation,
            &consent.redirect_uri,
            &consent.redirect_uri_named,
            &consent.challenge,
            &consent.jkt,
            &now,
            &expires_at,
        ],
    )?;
    Ok(())
}

pub(super) fn find_code(tx: &mut Read<'_>, hash: &Hash) -> Outcome<Option<CodeRow>> {
    tx.one(
        "SELECT app_id, grant_id, generation, redirect_uri, redirect_uri_named, challenge, jkt, expires_at, family \
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
                jkt: row.get("jkt")?,
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
        "INSERT INTO tokens (hash, kind, grant_id, generation, family, issued_at, expires_at, access, jkt) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            token.hash,
            &token.kind,
            &token.grant.id,
            &token.grant.generation,
            &token.family,
            &now,
            &token.expires_at,
            &token.access,
            &token.jkt,
        ],
    )?;
    Ok(())
}

pub(super) fn find_access(tx: &mut Read<'_>, hash: &Hash) -> Outcome<Option<TokenFacts>> {
    tx.one(
        "SELECT grant_id, generation, issued_at, expires_at, jkt, revoked_at FROM tokens WHERE hash = $1 AND kind = 'access'",
        &[hash],
        |row| {
            Ok(TokenFacts {
                grant: row.get("grant_id")?,
                generation: row.get("generation")?,
                issued_at: row.get("issued_at")?,
                expires_at: row.get("expires_at")?,
                jkt: row.get("jkt")?,
                revoked_at: row.get("revoked_at")?,
            })
        },
    )
}

pub(super) fn find_refresh(tx: &mut Read<'_>, hash: &Hash) -> Outcome<Option<RefreshRow>> {
    tx.one(
        "SELECT grant_id, generation, family, issued_at, expires_at, revoked_at, jkt, access, used_at, successor, answer \
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
                issued_at: row.get("issued_at")?,
                expires_at: row.get("expires_at")?,
                revoked_at: row.get("revoked_at")?,
                jkt: row.get("jkt")?,
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

/// The access tokens of a family that still work, so that copies of them are forgotten.
pub(super) fn live_access_of_family(tx: &mut Read<'_>, family: &[u8]) -> Outcome<Vec<Hash>> {
    let now = tx.now;
    tx.all(
        "SELECT hash FROM tokens WHERE family = $1 AND kind = 'access' AND expires_at > $2 AND (revoked_at IS NULL OR revoked_at > $2)",
        &[&family, &now],
        |row| row.get("hash"),
    )
}

/// Ends one access token, also one that was still draining.
pub(super) fn revoke_now(tx: &mut Write<'_>, hash: &Hash) -> Outcome<bool> {
    let now = tx.now;
    let sql = "UPDATE tokens SET revoked_at = $1 WHERE hash = $2 AND kind = 'access' AND (revoked_at IS NULL OR revoked_at > $1)";
    Ok(tx.execute(sql, &[&now, hash])? == 1)
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

/// The grants after `after` that have tokens, in the order of their ids.
pub(super) fn grants_with_tokens(tx: &mut Read<'_>, after: &str, limit: u32) -> Outcome<Vec<Id<kinds::Grant>>> {
    tx.all("SELECT DISTINCT grant_id FROM tokens WHERE grant_id > $1 ORDER BY grant_id LIMIT $2", &[&after, &limit], |row| {
        row.get("grant_id")
    })
}

/// Deletes the dead tokens of the grants from `first` to `last`, but for the newest `keep` of each grant that died after
/// `before`. Dead is what was revoked or has expired, what is of an older generation than its grant, and a refresh token
/// that was used and can no longer be answered again: its successor does not work any more, or it was used before `retry`.
pub(super) fn delete_dead(
    tx: &mut Write<'_>,
    (first, last): (&Id<kinds::Grant>, &Id<kinds::Grant>),
    retry: Time,
    before: Time,
    keep: u32,
) -> Outcome<u64> {
    let now = tx.now;
    tx.execute(
        "DELETE FROM tokens WHERE hash IN (SELECT ranked.hash FROM (SELECT dead.hash, \
         CASE WHEN dead.expires_at <= $1 THEN dead.expires_at ELSE COALESCE(dead.revoked_at, dead.used_at, $1) END AS died_at, \
         ROW_NUMBER() OVER (PARTITION BY dead.grant_id ORDER BY dead.issued_at DESC, dead.hash) AS place \
         FROM tokens AS dead JOIN grants ON grants.id = dead.grant_id WHERE dead.grant_id >= $2 AND dead.grant_id <= $3 AND \
         (dead.expires_at <= $1 OR dead.revoked_at <= $1 OR dead.generation <> grants.generation OR dead.used_at <= $4 OR \
         (dead.used_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM tokens AS heir WHERE heir.hash = dead.successor \
         AND heir.used_at IS NULL AND heir.revoked_at IS NULL)))) AS ranked WHERE ranked.place > $5 OR ranked.died_at < $6)",
        &[&now, first, last, &retry, &keep, &before],
    )
}

/// What can still be refreshed, but for `newest` and the `keep` others that were refreshed last.
pub(super) fn surplus_families(tx: &mut Read<'_>, grant: &Grant, newest: &[u8], keep: u32) -> Outcome<Vec<Vec<u8>>> {
    let now = tx.now;
    tx.all(
        "SELECT family FROM tokens WHERE grant_id = $1 AND kind = 'refresh' AND generation = $2 AND family <> $3 \
         AND used_at IS NULL AND revoked_at IS NULL AND expires_at > $4 ORDER BY issued_at DESC, hash LIMIT 100 OFFSET $5",
        &[&grant.id, &grant.generation, &newest, &now, &keep],
        |row| row.get("family"),
    )
}

/// Access tokens of the grant that have no refresh token beside them and still work, but for the newest `keep`.
pub(super) fn surplus_of_grant(tx: &mut Read<'_>, grant: &Id<kinds::Grant>, keep: u32) -> Outcome<Vec<Hash>> {
    let now = tx.now;
    tx.all(
        "SELECT hash FROM tokens WHERE grant_id = $1 AND kind = 'access' AND expires_at > $2 AND revoked_at IS NULL \
         ORDER BY issued_at DESC, hash LIMIT 100 OFFSET $3",
        &[grant, &now, &keep],
        |row| row.get("hash"),
    )
}

// --- an app's own tokens ---

pub(super) fn insert_app_token(tx: &mut Write<'_>, hash: &Hash, token: &AppTokenFacts) -> Outcome<()> {
    tx.execute(
        "INSERT INTO app_tokens (hash, app_id, issued_at, expires_at, jkt) VALUES ($1, $2, $3, $4, $5)",
        &[hash, &token.app, &token.issued_at, &token.expires_at, &token.jkt],
    )?;
    Ok(())
}

pub(super) fn find_app_token(tx: &mut Read<'_>, hash: &Hash) -> Outcome<Option<AppTokenFacts>> {
    tx.one("SELECT app_id, issued_at, expires_at, jkt, revoked_at FROM app_tokens WHERE hash = $1", &[hash], |row| {
        Ok(AppTokenFacts {
            app: row.get("app_id")?,
            issued_at: row.get("issued_at")?,
            expires_at: row.get("expires_at")?,
            jkt: row.get("jkt")?,
            revoked_at: row.get("revoked_at")?,
        })
    })
}

pub(super) fn revoke_app_token(tx: &mut Write<'_>, hash: &Hash) -> Outcome<bool> {
    let now = tx.now;
    Ok(tx.execute("UPDATE app_tokens SET revoked_at = $1 WHERE hash = $2 AND revoked_at IS NULL", &[&now, hash])? == 1)
}

/// The app's own tokens, dead or alive, but for the newest `keep`.
pub(super) fn surplus_of_app(tx: &mut Read<'_>, app: &Id<kinds::App>, keep: u32) -> Outcome<Vec<Hash>> {
    tx.all(
        "SELECT hash FROM app_tokens WHERE app_id = $1 ORDER BY issued_at DESC, hash LIMIT 100 OFFSET $2",
        &[app, &keep],
        |row| row.get("hash"),
    )
}

pub(super) fn delete_app_token(tx: &mut Write<'_>, hash: &Hash) -> Outcome<()> {
    tx.execute("DELETE FROM app_tokens WHERE hash = $1", &[hash])?;
    Ok(())
}

pub(super) fn delete_app_tokens(tx: &mut Write<'_>, before: Time, limit: u32) -> Outcome<u64> {
    tx.execute(
        "DELETE FROM app_tokens WHERE hash IN (SELECT hash FROM app_tokens WHERE expires_at < $1 LIMIT $2)",
        &[&before, &limit],
    )
}

// --- pushed requests ---

pub(super) fn insert_pushed(
    tx: &mut Write<'_>,
    hash: &Hash,
    app: &Id<kinds::App>,
    request: &str,
    expires_at: Time,
) -> Outcome<()> {
    tx.execute(
        "INSERT INTO pushed_requests (hash, app_id, request, expires_at) VALUES ($1, $2, $3, $4)",
        &[hash, app, &request, &expires_at],
    )?;
    Ok(())
}

pub(super) fn find_pushed(tx: &mut Read<'_>, hash: &Hash) -> Outcome<Option<PushedRow>> {
    tx.one("SELECT app_id, request, expires_at, opened_at, decided_at FROM pushed_requests WHERE hash = $1", &[hash], |row| {
        let (opened_at, decided_at): (Option<Time>, Option<Time>) = (row.get("opened_at")?, row.get("decided_at")?);
        Ok(PushedRow {
            app: row.get("app_id")?,
            request: row.get("request")?,
            expires_at: row.get("expires_at")?,
            is_opened: opened_at.is_some(),
            is_decided: decided_at.is_some(),
        })
    })
}

pub(super) fn open_pushed(tx: &mut Write<'_>, hash: &Hash, expires_at: Time) -> Outcome<()> {
    let now = tx.now;
    tx.execute(
        "UPDATE pushed_requests SET opened_at = $1, expires_at = $2 WHERE hash = $3 AND opened_at IS NULL",
        &[&now, &expires_at, hash],
    )?;
    Ok(())
}

/// True for the one who decides it.
pub(super) fn decide_pushed(tx: &mut Write<'_>, hash: &Hash) -> Outcome<bool> {
    let now = tx.now;
    Ok(tx.execute("UPDATE pushed_requests SET decided_at = $1 WHERE hash = $2 AND decided_at IS NULL", &[&now, hash])? == 1)
}

pub(super) fn delete_pushed(tx: &mut Write<'_>, before: Time, limit: u32) -> Outcome<u64> {
    tx.execute(
        "DELETE FROM pushed_requests WHERE hash IN (SELECT hash FROM pushed_requests WHERE expires_at < $1 LIMIT $2)",
        &[&before, &limit],
    )
}

// --- named merchants ---

/// False when the merchant was named before.
pub(super) fn insert_named(tx: &mut Write<'_>, app: &Id<kinds::App>, named: &Named) -> Outcome<bool> {
    let touched = tx.execute(
        "INSERT INTO app_whitelist (app_id, merchant_id, named_by, named_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (app_id, merchant_id) DO NOTHING",
        &[app, &named.merchant, &named.named_by, &named.named_at],
    )?;
    Ok(touched == 1)
}

pub(super) fn delete_named(tx: &mut Write<'_>, app: &Id<kinds::App>, merchant: &Id<kinds::Merchant>) -> Outcome<bool> {
    Ok(tx.execute("DELETE FROM app_whitelist WHERE app_id = $1 AND merchant_id = $2", &[app, merchant])? == 1)
}

pub(super) fn is_named(tx: &mut Read<'_>, app: &Id<kinds::App>, merchant: &Id<kinds::Merchant>) -> Outcome<bool> {
    let sql = "SELECT count(*) AS n FROM app_whitelist WHERE app_id = $1 AND merchant_id = $2";
    Ok(tx.number(sql, &[app, merchant])? > 0)
}

pub(super) fn list_named(tx: &mut Read<'_>, app: &Id<kinds::App>) -> Outcome<Vec<Named>> {
    tx.all(
        "SELECT merchant_id, named_by, named_at FROM app_whitelist WHERE app_id = $1 ORDER BY named_at DESC, merchant_id LIMIT 1000",
        &[app],
        |row| Ok(Named { merchant: row.get("merchant_id")?, named_by: row.get("named_by")?, named_at: row.get("named_at")? }),
    )
}

// --- self-use ---

pub(super) fn insert_binding(tx: &mut Write<'_>, binding: &Binding) -> Outcome<()> {
    tx.execute(
        "INSERT INTO self_use_bindings (id, app_id, merchant_id, asked_by, asked_at) VALUES ($1, $2, $3, $4, $5)",
        &[&binding.id, &binding.app, &binding.merchant, &binding.asked_by, &binding.asked_at],
    )?;
    Ok(())
}

pub(super) fn find_binding(tx: &mut Read<'_>, id: &Id<kinds::Binding>) -> Outcome<Option<Binding>> {
    tx.one("SELECT id, app_id, merchant_id, asked_by, asked_at FROM self_use_bindings WHERE id = $1", &[id], binding)
}

pub(super) fn latest_binding(tx: &mut Read<'_>, app: &Id<kinds::App>) -> Outcome<Option<Binding>> {
    tx.one(
        "SELECT id, app_id, merchant_id, asked_by, asked_at FROM self_use_bindings WHERE app_id = $1 ORDER BY id DESC LIMIT 1",
        &[app],
        binding,
    )
}

fn binding(row: &Row<'_>) -> Outcome<Binding> {
    Ok(Binding {
        id: row.get("id")?,
        app: row.get("app_id")?,
        merchant: row.get("merchant_id")?,
        asked_by: row.get("asked_by")?,
        asked_at: row.get("asked_at")?,
    })
}

fn grant(row: &Row<'_>) -> Outcome<Grant> {
    let (permissions, strategy): (String, String) = (row.get("permissions")?, row.get("strategy")?);
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
        strategy: Strategy::parse(&strategy).ok_or_else(|| Fault::new("a stored grant has an unknown strategy"))?,
        granted_by: row.get("granted_by")?,
        granted_at: row.get("granted_at")?,
        last_used_at: row.get("last_used_at")?,
        removal,
    })
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
