-- What the store shows of an app.

CREATE TABLE listings (
    -- From the first approved name on.
    app_id TEXT NOT NULL PRIMARY KEY REFERENCES apps (id),
    slug TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    -- When everything required was live for the first time.
    listed_since BIGINT,
    -- When and why the operator took it off the store.
    delisted_at BIGINT,
    delisted_reason TEXT
);

CREATE TABLE listing_fields (
    app_id TEXT NOT NULL REFERENCES apps (id),
    field TEXT NOT NULL,
    -- JSON, as is live: a text, texts by language, or a list of files.
    draft TEXT NOT NULL,
    state TEXT NOT NULL,
    case_id TEXT,
    -- Of a rejection.
    rule TEXT,
    reason TEXT,
    -- What the store shows; null for nothing.
    live TEXT,
    PRIMARY KEY (app_id, field)
);
