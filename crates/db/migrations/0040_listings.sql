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

-- Names that are shown or wait for it, folded so that those which look the same are the same.
CREATE TABLE listing_names (
    app_id TEXT NOT NULL REFERENCES apps (id),
    name_key TEXT NOT NULL,
    PRIMARY KEY (app_id, name_key)
);
CREATE INDEX listing_names_by_key ON listing_names (name_key);

-- What other people's servers said when they were looked at; the last three are null until then.
CREATE TABLE listing_probes (
    app_id TEXT NOT NULL REFERENCES apps (id),
    kind TEXT NOT NULL,
    target TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    is_private BOOLEAN,
    is_good BOOLEAN,
    found TEXT,
    PRIMARY KEY (app_id, kind, target)
);
CREATE INDEX listing_probes_by_time ON listing_probes (asked_at);

-- Support addresses that a link was sent to.
CREATE TABLE listing_emails (
    app_id TEXT NOT NULL REFERENCES apps (id),
    email TEXT NOT NULL,
    sent_at BIGINT NOT NULL,
    verified_at BIGINT,
    PRIMARY KEY (app_id, email)
);
