-- What every rule writes beside its change.

CREATE TABLE audit_entries (
    id TEXT NOT NULL PRIMARY KEY,
    -- 1, 2, 3, … and what chains each entry to the one before: SHA-256 over that one's hash and this one's columns.
    seq BIGINT NOT NULL UNIQUE,
    hash BYTEA NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    address TEXT,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    -- The developer or merchant whose business it is; null when only the operator's.
    party TEXT,
    before TEXT,
    after TEXT,
    reason TEXT
);
CREATE INDEX audit_entries_by_time ON audit_entries (at, id);
CREATE INDEX audit_entries_by_subject ON audit_entries (subject, at, id);
CREATE INDEX audit_entries_by_party ON audit_entries (party, at, id);

CREATE TABLE notices (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL,
    code TEXT NOT NULL,
    args TEXT NOT NULL,
    link TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    read_at BIGINT
);
CREATE INDEX notices_by_account ON notices (account_id, created_at, id);

-- The same words by mail; sent by a job, kept so that one can see what was sent.
CREATE TABLE mails (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL,
    recipient TEXT NOT NULL,
    language TEXT NOT NULL,
    code TEXT NOT NULL,
    args TEXT NOT NULL,
    link TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    sent_at BIGINT
);
CREATE INDEX mails_by_time ON mails (created_at, id);

CREATE TABLE jobs (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    args TEXT NOT NULL,
    -- A periodic job stands in the queue once.
    single TEXT UNIQUE,
    run_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    last_error TEXT
);
CREATE INDEX jobs_by_time ON jobs (run_at, id);

CREATE TABLE files (
    id TEXT NOT NULL PRIMARY KEY,
    -- The developer, merchant or app it belongs to.
    party TEXT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size BIGINT NOT NULL,
    sha256 BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX files_by_party ON files (party, id);

CREATE TABLE file_contents (
    file_id TEXT NOT NULL PRIMARY KEY REFERENCES files (id),
    bytes BYTEA NOT NULL
);

CREATE TABLE settings (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
