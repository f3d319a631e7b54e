use super::{Day, Refused, Span, Tally, Use, model};
use db::{Read, Row, Value, Write};
use kernel::{Id, Outcome, kinds};

/// The first columns of every table: app, merchant, day.
fn key(usage: &Use) -> Vec<Value> {
    let merchant = usage.merchant.as_ref().map_or_else(String::new, ToString::to_string);
    vec![Value::Text(usage.app.to_string()), Value::Text(merchant), Value::Int(usage.day.0)]
}

pub(super) fn add_operations(tx: &mut Write<'_>, uses: &[Use]) -> Outcome<()> {
    let mut rows = Vec::new();
    for usage in uses {
        for (operation, tally) in &usage.operations {
            let mut row = key(usage);
            row.push(Value::Text((*operation).to_owned()));
            let counts = [tally.calls, tally.refused, tally.failed, tally.read, tally.written];
            row.extend(counts.into_iter().chain(tally.took).map(Value::Int));
            rows.push(row);
        }
    }
    tx.execute_many(
        "INSERT INTO usage_operations (app_id, merchant_id, day, operation, calls, refused, failed, records_read, \
         records_written, took_1, took_3, took_10, took_30, took_100, took_300, took_1000, took_longer) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) \
         ON CONFLICT (app_id, merchant_id, day, operation) DO UPDATE SET \
         calls = usage_operations.calls + excluded.calls, refused = usage_operations.refused + excluded.refused, \
         failed = usage_operations.failed + excluded.failed, \
         records_read = usage_operations.records_read + excluded.records_read, \
         records_written = usage_operations.records_written + excluded.records_written, \
         took_1 = usage_operations.took_1 + excluded.took_1, took_3 = usage_operations.took_3 + excluded.took_3, \
         took_10 = usage_operations.took_10 + excluded.took_10, took_30 = usage_operations.took_30 + excluded.took_30, \
         took_100 = usage_operations.took_100 + excluded.took_100, took_300 = usage_operations.took_300 + excluded.took_300, \
         took_1000 = usage_operations.took_1000 + excluded.took_1000, \
         took_longer = usage_operations.took_longer + excluded.took_longer",
        &rows,
    )?;
    Ok(())
}

pub(super) fn add_refusals(tx: &mut Write<'_>, uses: &[Use]) -> Outcome<()> {
    let mut rows = Vec::new();
    for usage in uses {
        for (operation, code, calls) in &usage.refusals {
            let mut row = key(usage);
            row.extend([Value::Text((*operation).to_owned()), Value::Text((*code).to_owned()), Value::Int(*calls)]);
            rows.push(row);
        }
    }
    tx.execute_many(
        "INSERT INTO usage_refusals (app_id, merchant_id, day, operation, code, calls) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (app_id, merchant_id, day, operation, code) DO UPDATE SET calls = usage_refusals.calls + excluded.calls",
        &rows,
    )?;
    Ok(())
}

/// An address that would be one too many of its day is written as the others are.
pub(super) fn add_addresses(tx: &mut Write<'_>, uses: &[Use]) -> Outcome<()> {
    let mut rows = Vec::new();
    for usage in uses {
        for (address, calls) in &usage.addresses {
            let mut row = key(usage);
            row.extend([
                Value::Text(model::OTHER.to_owned()),
                Value::Text(address.clone()),
                Value::Int(model::ADDRESSES),
                Value::Int(*calls),
            ]);
            rows.push(row);
        }
    }
    tx.execute_many(
        "INSERT INTO usage_addresses (app_id, merchant_id, day, address, calls) \
         SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS BIGINT), CASE WHEN (SELECT count(*) FROM usage_addresses \
         WHERE app_id = $1 AND merchant_id = $2 AND day = $3 AND address <> CAST($4 AS TEXT) AND address <> CAST($5 AS TEXT)) \
         < CAST($6 AS BIGINT) THEN CAST($5 AS TEXT) ELSE CAST($4 AS TEXT) END, CAST($7 AS BIGINT) WHERE TRUE \
         ON CONFLICT (app_id, merchant_id, day, address) DO UPDATE SET calls = usage_addresses.calls + excluded.calls",
        &rows,
    )?;
    Ok(())
}

pub(super) fn calls_on(tx: &mut Read<'_>, app: &Id<kinds::App>, day: Day) -> Outcome<i64> {
    tx.number(
        "SELECT CAST(coalesce(sum(calls), 0) AS BIGINT) AS n FROM usage_operations WHERE app_id = $1 AND day = $2",
        &[app, &day.0],
    )
}

pub(super) fn calls_of_all(tx: &mut Read<'_>, day: Day) -> Outcome<i64> {
    tx.number("SELECT CAST(coalesce(sum(calls), 0) AS BIGINT) AS n FROM usage_operations WHERE day = $1", &[&day.0])
}

pub(super) fn operations_of_app(tx: &mut Read<'_>, app: &Id<kinds::App>, span: Span) -> Outcome<Vec<(String, Tally)>> {
    tx.all(
        "SELECT operation, CAST(sum(calls) AS BIGINT) AS calls, CAST(sum(refused) AS BIGINT) AS refused, \
         CAST(sum(failed) AS BIGINT) AS failed, CAST(sum(records_read) AS BIGINT) AS records_read, \
         CAST(sum(records_written) AS BIGINT) AS records_written, CAST(sum(took_1) AS BIGINT) AS took_1, \
         CAST(sum(took_3) AS BIGINT) AS took_3, CAST(sum(took_10) AS BIGINT) AS took_10, \
         CAST(sum(took_30) AS BIGINT) AS took_30, CAST(sum(took_100) AS BIGINT) AS took_100, \
         CAST(sum(took_300) AS BIGINT) AS took_300, CAST(sum(took_1000) AS BIGINT) AS took_1000, \
         CAST(sum(took_longer) AS BIGINT) AS took_longer FROM usage_operations \
         WHERE app_id = $1 AND day >= $2 AND day <= $3 GROUP BY operation ORDER BY operation",
        &[app, &span.first.0, &span.last.0],
        |row| Ok((row.get("operation")?, tally(row)?)),
    )
}

pub(super) fn operations_of_grant(
    tx: &mut Read<'_>,
    app: &Id<kinds::App>,
    merchant: &Id<kinds::Merchant>,
    span: Span,
) -> Outcome<Vec<(String, Tally)>> {
    tx.all(
        "SELECT operation, CAST(sum(calls) AS BIGINT) AS calls, CAST(sum(refused) AS BIGINT) AS refused, \
         CAST(sum(failed) AS BIGINT) AS failed, CAST(sum(records_read) AS BIGINT) AS records_read, \
         CAST(sum(records_written) AS BIGINT) AS records_written, CAST(sum(took_1) AS BIGINT) AS took_1, \
         CAST(sum(took_3) AS BIGINT) AS took_3, CAST(sum(took_10) AS BIGINT) AS took_10, \
         CAST(sum(took_30) AS BIGINT) AS took_30, CAST(sum(took_100) AS BIGINT) AS took_100, \
         CAST(sum(took_300) AS BIGINT) AS took_300, CAST(sum(took_1000) AS BIGINT) AS took_1000, \
         CAST(sum(took_longer) AS BIGINT) AS took_longer FROM usage_operations \
         WHERE app_id = $1 AND merchant_id = $2 AND day >= $3 AND day <= $4 GROUP BY operation ORDER BY operation",
        &[app, merchant, &span.first.0, &span.last.0],
        |row| Ok((row.get("operation")?, tally(row)?)),
    )
}

pub(super) fn days_of_app(tx: &mut Read<'_>, app: &Id<kinds::App>, span: Span) -> Outcome<Vec<(Day, Tally)>> {
    tx.all(
        "SELECT day, CAST(sum(calls) AS BIGINT) AS calls, CAST(sum(refused) AS BIGINT) AS refused, \
         CAST(sum(failed) AS BIGINT) AS failed, CAST(sum(records_read) AS BIGINT) AS records_read, \
         CAST(sum(records_written) AS BIGINT) AS records_written, CAST(sum(took_1) AS BIGINT) AS took_1, \
         CAST(sum(took_3) AS BIGINT) AS took_3, CAST(sum(took_10) AS BIGINT) AS took_10, \
         CAST(sum(took_30) AS BIGINT) AS took_30, CAST(sum(took_100) AS BIGINT) AS took_100, \
         CAST(sum(took_300) AS BIGINT) AS took_300, CAST(sum(took_1000) AS BIGINT) AS took_1000, \
         CAST(sum(took_longer) AS BIGINT) AS took_longer FROM usage_operations \
         WHERE app_id = $1 AND day >= $2 AND day <= $3 GROUP BY day ORDER BY day",
        &[app, &span.first.0, &span.last.0],
        |row| Ok((Day(row.get("day")?), tally(row)?)),
    )
}

pub(super) fn days_of_grant(
    tx: &mut Read<'_>,
    app: &Id<kinds::App>,
    merchant: &Id<kinds::Merchant>,
    span: Span,
) -> Outcome<Vec<(Day, Tally)>> {
    tx.all(
        "SELECT day, CAST(sum(calls) AS BIGINT) AS calls, CAST(sum(refused) AS BIGINT) AS refused, \
         CAST(sum(failed) AS BIGINT) AS failed, CAST(sum(records_read) AS BIGINT) AS records_read, \
         CAST(sum(records_written) AS BIGINT) AS records_written, CAST(sum(took_1) AS BIGINT) AS took_1, \
         CAST(sum(took_3) AS BIGINT) AS took_3, CAST(sum(took_10) AS BIGINT) AS took_10, \
         CAST(sum(took_30) AS BIGINT) AS took_30, CAST(sum(took_100) AS BIGINT) AS took_100, \
         CAST(sum(took_300) AS BIGINT) AS took_300, CAST(sum(took_1000) AS BIGINT) AS took_1000, \
         CAST(sum(took_longer) AS BIGINT) AS took_longer FROM usage_operations \
         WHERE app_id = $1 AND merchant_id = $2 AND day >= $3 AND day <= $4 GROUP BY day ORDER BY day",
        &[app, merchant, &span.first.0, &span.last.0],
        |row| Ok((Day(row.get("day")?), tally(row)?)),
    )
}

pub(super) fn refusals_of_app(tx: &mut Read<'_>, app: &Id<kinds::App>, span: Span) -> Outcome<Vec<Refused>> {
    tx.all(
        "SELECT code, CAST(sum(calls) AS BIGINT) AS calls FROM usage_refusals WHERE app_id = $1 AND day >= $2 AND day <= $3 \
         GROUP BY code ORDER BY sum(calls) DESC, code",
        &[app, &span.first.0, &span.last.0],
        refused,
    )
}

pub(super) fn refusals_of_grant(
    tx: &mut Read<'_>,
    app: &Id<kinds::App>,
    merchant: &Id<kinds::Merchant>,
    span: Span,
) -> Outcome<Vec<Refused>> {
    tx.all(
        "SELECT code, CAST(sum(calls) AS BIGINT) AS calls FROM usage_refusals WHERE app_id = $1 AND merchant_id = $2 \
         AND day >= $3 AND day <= $4 GROUP BY code ORDER BY sum(calls) DESC, code",
        &[app, merchant, &span.first.0, &span.last.0],
        refused,
    )
}

pub(super) fn addresses(
    tx: &mut Read<'_>,
    app: &Id<kinds::App>,
    merchant: &Id<kinds::Merchant>,
    span: Span,
) -> Outcome<Vec<(String, i64)>> {
    tx.all(
        "SELECT address, CAST(sum(calls) AS BIGINT) AS calls FROM usage_addresses WHERE app_id = $1 AND merchant_id = $2 \
         AND day >= $3 AND day <= $4 GROUP BY address ORDER BY sum(calls) DESC, address LIMIT 200",
        &[app, merchant, &span.first.0, &span.last.0],
        |row| Ok((row.get("address")?, row.get("calls")?)),
    )
}

pub(super) fn sweep(tx: &mut Write<'_>, before: Day, limit: u32) -> Outcome<u64> {
    let operations = tx.execute(
        "DELETE FROM usage_operations WHERE (app_id, merchant_id, day, operation) IN (SELECT app_id, merchant_id, day, operation \
         FROM usage_operations WHERE day < $1 LIMIT $2)",
        &[&before.0, &limit],
    )?;
    let refusals = tx.execute(
        "DELETE FROM usage_refusals WHERE (app_id, merchant_id, day, operation, code) IN (SELECT app_id, merchant_id, day, \
         operation, code FROM usage_refusals WHERE day < $1 LIMIT $2)",
        &[&before.0, &limit],
    )?;
    let addresses = tx.execute(
        "DELETE FROM usage_addresses WHERE (app_id, merchant_id, day, address) IN (SELECT app_id, merchant_id, day, address \
         FROM usage_addresses WHERE day < $1 LIMIT $2)",
        &[&before.0, &limit],
    )?;
    Ok(operations + refusals + addresses)
}

fn refused(row: &Row<'_>) -> Outcome<Refused> {
    Ok(Refused { code: row.get("code")?, calls: row.get("calls")? })
}

fn tally(row: &Row<'_>) -> Outcome<Tally> {
    Ok(Tally {
        calls: row.get("calls")?,
        refused: row.get("refused")?,
        failed: row.get("failed")?,
        read: row.get("records_read")?,
        written: row.get("records_written")?,
        took: [
            row.get("took_1")?,
            row.get("took_3")?,
            row.get("took_10")?,
            row.get("took_30")?,
            row.get("took_100")?,
            row.get("took_300")?,
            row.get("took_1000")?,
            row.get("took_longer")?,
        ],
    })
}

pub(super) fn has_called(tx: &mut Read<'_>, app: &Id<kinds::App>, merchant: &Id<kinds::Merchant>) -> Outcome<bool> {
    let found = tx.one(
        "SELECT day FROM usage_operations WHERE app_id = $1 AND merchant_id = $2 AND calls > refused + failed LIMIT 1",
        &[app, merchant],
        |_| Ok(()),
    );
    Ok(found?.is_some())
}

pub(super) fn merchants_by_app(tx: &mut Read<'_>, from: Day) -> Outcome<Vec<(Id<kinds::App>, i64)>> {
    tx.all(
        "SELECT app_id, count(DISTINCT merchant_id) AS n FROM usage_operations WHERE day >= $1 AND merchant_id <> '' \
         GROUP BY app_id",
        &[&from.0],
        |row| Ok((row.get("app_id")?, row.get("n")?)),
    )
}

pub(super) fn merchants_of(tx: &mut Read<'_>, app: &Id<kinds::App>, from: Day) -> Outcome<i64> {
    tx.number(
        "SELECT count(DISTINCT merchant_id) AS n FROM usage_operations WHERE app_id = $1 AND day >= $2 AND merchant_id <> ''",
        &[app, &from.0],
    )
}
