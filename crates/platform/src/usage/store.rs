use super::{Day, Use};
use db::{Read, Value, Write};
use kernel::{Id, Outcome, kinds};

pub(super) fn add(tx: &mut Write<'_>, uses: &[Use]) -> Outcome<()> {
    let row = |usage: &Use| {
        let (app, merchant) = (usage.app.to_string(), usage.merchant.to_string());
        vec![Value::Text(app), Value::Text(merchant), Value::Int(usage.day.0), Value::Int(usage.calls)]
    };
    let rows: Vec<_> = uses.iter().map(row).collect();
    tx.execute_many(
        "INSERT INTO usage_days (app_id, merchant_id, day, calls) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (app_id, merchant_id, day) DO UPDATE SET calls = usage_days.calls + excluded.calls",
        &rows,
    )?;
    Ok(())
}

pub(super) fn calls_on(tx: &mut Read<'_>, app: &Id<kinds::App>, day: Day) -> Outcome<i64> {
    tx.number(
        "SELECT CAST(coalesce(sum(calls), 0) AS BIGINT) AS n FROM usage_days WHERE app_id = $1 AND day = $2",
        &[app, &day.0],
    )
}

pub(super) fn calls_of_all(tx: &mut Read<'_>, day: Day) -> Outcome<i64> {
    tx.number("SELECT CAST(coalesce(sum(calls), 0) AS BIGINT) AS n FROM usage_days WHERE day = $1", &[&day.0])
}

pub(super) fn has_called(tx: &mut Read<'_>, app: &Id<kinds::App>, merchant: &Id<kinds::Merchant>) -> Outcome<bool> {
    let found = tx.one("SELECT day FROM usage_days WHERE app_id = $1 AND merchant_id = $2 LIMIT 1", &[app, merchant], |_| Ok(()));
    Ok(found?.is_some())
}

pub(super) fn merchants_by_app(tx: &mut Read<'_>, from: Day) -> Outcome<Vec<(Id<kinds::App>, i64)>> {
    tx.all("SELECT app_id, count(DISTINCT merchant_id) AS n FROM usage_days WHERE day >= $1 GROUP BY app_id", &[&from.0], |row| {
        Ok((row.get("app_id")?, row.get("n")?))
    })
}

pub(super) fn merchants_of(tx: &mut Read<'_>, app: &Id<kinds::App>, from: Day) -> Outcome<i64> {
    tx.number("SELECT count(DISTINCT merchant_id) AS n FROM usage_days WHERE app_id = $1 AND day >= $2", &[app, &from.0])
}
