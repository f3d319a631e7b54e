-- The desk: what a case would replace, why it was rejected, who is at it, and by when it should be decided.

-- JSON: the facts that hold now, where there are some.
ALTER TABLE cases ADD COLUMN before_facts TEXT;
-- The rule or field that a rejection names.
ALTER TABLE cases ADD COLUMN decision_rule TEXT;

-- Who is at it, and until when others leave it to them.
ALTER TABLE cases ADD COLUMN claimed_by TEXT;
ALTER TABLE cases ADD COLUMN claimed_until BIGINT;

-- The first of the two people whose approval it takes.
ALTER TABLE cases ADD COLUMN approved_by TEXT;
ALTER TABLE cases ADD COLUMN approved_at BIGINT;

-- The clock of the service target, in working time: since when it runs (null while it is stopped), and the milliseconds
-- that it had run before. due_at is when it runs out; null while it is stopped. review_millis is how long the review of a
-- decided case took; null of those from before there was a clock.
ALTER TABLE cases ADD COLUMN clock_since BIGINT;
ALTER TABLE cases ADD COLUMN clock_spent BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN due_at BIGINT;
ALTER TABLE cases ADD COLUMN review_millis BIGINT;
-- Since when the applicant owes an answer.
ALTER TABLE cases ADD COLUMN waiting_since BIGINT;
UPDATE cases SET clock_since = opened_at WHERE state = 'open';
CREATE INDEX cases_by_party ON cases (party, opened_at, id);
CREATE INDEX cases_by_review ON cases (kind, review_millis);

-- Questions of reviewers and answers of applicants. Never changed.
CREATE TABLE case_messages (
    id TEXT NOT NULL PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES cases (id),
    at BIGINT NOT NULL,
    side TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    text TEXT NOT NULL,
    -- A file of the case's party.
    file_id TEXT
);
CREATE INDEX case_messages_by_case ON case_messages (case_id, at, id);
