-- Watching apps: grants that nobody uses end by themselves, and merchants complain.

-- On whose side it ended: merchant, developer, expiry.
ALTER TABLE grants ADD COLUMN removed_as TEXT;
-- When it was told that the grant will end because it is not used. Counts while nothing has called since.
ALTER TABLE grants ADD COLUMN expiry_told_at BIGINT;

CREATE TABLE complaints (
    id TEXT NOT NULL PRIMARY KEY,
    app_id TEXT NOT NULL REFERENCES apps (id),
    merchant_id TEXT NOT NULL REFERENCES merchants (id),
    reason TEXT NOT NULL,
    text TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL
);
CREATE INDEX complaints_by_app ON complaints (app_id, made_at, id);
