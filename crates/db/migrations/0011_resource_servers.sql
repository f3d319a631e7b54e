-- Services of the operator's own that take tokens and ask how they stand (RFC 7662). One that was removed is deleted; the
-- audit remembers it.

CREATE TABLE resource_servers (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    registered_by TEXT NOT NULL,
    registered_at BIGINT NOT NULL
);

CREATE TABLE resource_server_secrets (
    id TEXT NOT NULL PRIMARY KEY,
    server_id TEXT NOT NULL REFERENCES resource_servers (id),
    -- SHA-256: nothing signs with it, so nobody needs to read it again.
    hash BYTEA NOT NULL,
    hint TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT
);
CREATE INDEX resource_server_secrets_by_server ON resource_server_secrets (server_id, id);
