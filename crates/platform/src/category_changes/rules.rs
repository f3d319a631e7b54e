use crate::{
    accounts::{self, Party},
    app_categories::{self, AppCategory},
    apps::{self, App, Stage},
    grants,
    usage::{self, Day},
};
use db::{Read, Write};
use kernel::{Actor, Id, Outcome, kinds};
use office::notices::{self, News};
use serde_json::{Value, json};
use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// How many days of calls are looked at, today among them.
const DAYS: u32 = 7;

/// Whom an edit of a category touches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlastRadius {
    /// The version that it was computed on; the edit is made from this one or not at all.
    pub version: i64,
    pub apps: i64,
    /// Merchants who have authorised one of these apps at present.
    pub merchants: i64,
    /// Permission groups that are neither given nor requestable any more.
    pub lost: Vec<String>,
    /// How many of the last seven days' calls would have been refused, at most: all calls of the apps that were granted one
    /// of the lost groups, whatever they asked for.
    pub calls_at_most: i64,
    /// Refresh tokens whose next pair lives shorter than it would have.
    pub shortened: i64,
    /// Apps that more merchants have authorised than the edit allows.
    pub overfull: Vec<Overfull>,
}

/// Its merchants keep it; one more is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overfull {
    pub app: Id<kinds::App>,
    pub name: String,
    pub merchants: i64,
    pub most: u32,
}

/// What the edit would do, or why it cannot be made.
pub fn blast_radius(tx: &mut Read<'_>, by: &Actor, edited: &AppCategory) -> Outcome<BlastRadius> {
    let (old, new) = app_categories::examine(tx, by, edited)?;
    let apps = apps::list_of_category(tx, &new.id)?;
    let mut radius = BlastRadius {
        version: new.version,
        apps: apps.len() as i64,
        merchants: grants::count_merchants_of_category(tx, &new.id)?,
        lost: old.lost_by(&new),
        calls_at_most: 0,
        shortened: 0,
        overfull: Vec::new(),
    };
    for app in &apps {
        if !radius.lost.is_empty() && grants::has_any_of(tx, &app.id, &radius.lost)? {
            radius.calls_at_most += calls_of_late(tx, app)?;
        }
        if old.shortens_to(&new, is_online(app)) {
            radius.shortened += grants::count_refreshable(tx, &app.id)?;
        }
        radius.overfull.extend(overfull(tx, app, &new)?);
    }
    Ok(radius)
}

/// Stores the edit as the category's next version, takes lost groups out of every grant, and tells the developers of apps
/// that lose something.
pub fn change(tx: &mut Write<'_>, by: &Actor, edited: &AppCategory) -> Outcome<AppCategory> {
    let (old, new) = app_categories::update(tx, by, edited)?;
    let lost = old.lost_by(&new);
    for app in apps::list_of_category(tx, &new.id)? {
        if !lost.is_empty() {
            grants::narrow(tx, by, &app, &lost)?;
            tell(tx, &app, &new, "category_permissions_taken", &json!({"permissions": lost.join(", ")}))?;
        }
        let stage = is_online(&app);
        if old.shortens_to(&new, stage) {
            let (access, refresh) = (new.access(stage).as_secs() / 60, new.refresh(stage).as_secs() / DAY.as_secs());
            tell(tx, &app, &new, "category_tokens_shortened", &json!({"access_minutes": access, "refresh_days": refresh}))?;
        }
        let most = |category: &AppCategory| category.max_merchants(stage).unwrap_or(u32::MAX);
        if most(&new) < most(&old) {
            tell(tx, &app, &new, "category_limit_lowered", &json!({"most": most(&new)}))?;
        }
    }
    Ok(new)
}

/// Takes no new applications and apps from now on. Those that there are work on; their developers are told. Retiring it
/// again changes nothing.
pub fn retire(tx: &mut Write<'_>, by: &Actor, id: &Id<kinds::Category>) -> Outcome<()> {
    turn(tx, by, id, true, "category_retired")
}

/// Takes applications and apps again.
pub fn reinstate(tx: &mut Write<'_>, by: &Actor, id: &Id<kinds::Category>) -> Outcome<()> {
    turn(tx, by, id, false, "category_reinstated")
}

fn turn(tx: &mut Write<'_>, by: &Actor, id: &Id<kinds::Category>, is_retired: bool, code: &'static str) -> Outcome<()> {
    let Some(category) = app_categories::set_retired(tx, by, id, is_retired)? else { return Ok(()) };
    for app in apps::list_of_category(tx, id)? {
        tell(tx, &app, &category, code, &json!({}))?;
    }
    Ok(())
}

/// Tells the app's developer, each person with the category's name in their language.
fn tell(tx: &mut Write<'_>, app: &App, category: &AppCategory, code: &'static str, more: &Value) -> Outcome<()> {
    for member in accounts::members_of(tx, &Party::Developer(app.developer.clone()))? {
        let mut args = more.clone();
        args["app"] = json!(app.name);
        args["category"] = json!(category.name(member.language));
        let link = format!("/developer/apps/{}", app.id);
        notices::tell(tx, std::slice::from_ref(&member), &News { code, args, link })?;
    }
    Ok(())
}

fn is_online(app: &App) -> bool {
    app.stage == Stage::Online
}

fn calls_of_late(tx: &mut Read<'_>, app: &App) -> Outcome<i64> {
    let now = tx.now;
    (0..DAYS).try_fold(0, |sum, back| Ok(sum + usage::calls_on(tx, &app.id, Day::of(now - DAY * back))?))
}

fn overfull(tx: &mut Read<'_>, app: &App, new: &AppCategory) -> Outcome<Option<Overfull>> {
    let Some(most) = new.max_merchants(is_online(app)) else { return Ok(None) };
    let merchants = grants::count_active(tx, &app.id)?;
    let overfull = || Overfull { app: app.id.clone(), name: app.name.clone(), merchants, most };
    Ok((merchants > i64::from(most)).then(overfull))
}
