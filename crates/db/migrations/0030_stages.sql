-- What each app may ask for, how it is suspended, and how many of its calls were refused.

-- JSON list: the permission groups that are active. An app that is there already keeps those of its category.
ALTER TABLE apps ADD COLUMN permissions TEXT NOT NULL DEFAULT '[]';
UPDATE apps SET permissions = (SELECT app_categories.permissions FROM app_categories WHERE app_categories.id = apps.category_id);

-- JSON: the suspension that is under way, with its step and dates.
ALTER TABLE apps ADD COLUMN suspension TEXT;

-- Of the calls, those that were not answered with what they asked for.
ALTER TABLE usage_days ADD COLUMN refused BIGINT NOT NULL DEFAULT 0;
