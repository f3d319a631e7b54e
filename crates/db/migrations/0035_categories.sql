-- Categories that operators make, limit and retire.

-- How long refresh tokens live, stage by stage as access tokens do.
ALTER TABLE app_categories RENAME COLUMN refresh_days TO refresh_days_online;
ALTER TABLE app_categories ADD COLUMN refresh_days_test BIGINT NOT NULL DEFAULT 365;
UPDATE app_categories SET refresh_days_test = refresh_days_online;

-- JSON list: the permission groups that an app may ask for beside those that it begins with.
ALTER TABLE app_categories ADD COLUMN requestable TEXT NOT NULL DEFAULT '[]';

-- How many merchants may authorise one app; null is no limit.
ALTER TABLE app_categories ADD COLUMN max_merchants_test BIGINT;
ALTER TABLE app_categories ADD COLUMN max_merchants_online BIGINT;

-- What an app must have shown before it goes online; zeros ask for nothing.
ALTER TABLE app_categories ADD COLUMN go_live_calls BIGINT NOT NULL DEFAULT 0;
ALTER TABLE app_categories ADD COLUMN go_live_percent BIGINT NOT NULL DEFAULT 0;

-- Since when it takes no new applications and apps.
ALTER TABLE app_categories ADD COLUMN retired_at BIGINT;

CREATE INDEX apps_by_category ON apps (category_id);
