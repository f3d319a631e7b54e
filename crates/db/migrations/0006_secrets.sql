-- An app's old secret can be given a time at which it stops working by itself, so that changing over ends without anybody
-- having to remember it.

ALTER TABLE app_secrets ADD COLUMN expires_at BIGINT;
CREATE INDEX app_secrets_by_expiry ON app_secrets (expires_at);
