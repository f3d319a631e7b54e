use super::{Day, Tally, Use};
use db::{Read, Value, Write};
use kernel::{Id, Outcome, kinds};

pub(super) fn add(tx: &mut Write<'_>, uses: &[Use]) -> Outcome<()> {
    let row = |usage: &Use| {
        let (app, merchant) = (usage.app.to_string(), usage.merchant.to_string());
        vec![Value::Text(app), Value::Text(merchant), Value::Int(usage.day.0), Value::Int(usage.calls), Value::Int(usage.refused)]
    };
    let rows: Vec<_> = uses.iter().map(row).collect();
    tx.execute_many(
        "INSERT INTO usage_days (app_id, merchant_id, day, calls, refused) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (app_id, merchant_id, day) DO UPDATE SET calls = usage_days.calls + excluded.calls, \
         refused = usage_days.refused + excluded.refused",
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

/// The app's days on which there was a call, the latest first: those of about a year.
pub(super) fn latest_days(tx: &mut Read<'_>, app: &Id<kinds::App>) -> Outcome<Vec<Tally>> {
    tx.all(
        "SELECT CAST(sum(calls) AS BIGINT) AS calls, CAST(sum(refused) AS BIGINT) AS refused FROM usage_days \
         WHERE app_id = $1 GROUP BY day ORDER BY day DESC LIMIT 366",
        &[app],
        |row| Ok(Tally { calls: row.get("calls")?, refused: row.get("refused")? }),
    )
}
