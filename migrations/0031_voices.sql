-- owner: social
-- Accounts that several people speak for: who may, and as what; who wrote a status in the voice of its author; what an account declares
-- to be.

CREATE TABLE voices (
    page_id    BIGINT NOT NULL REFERENCES accounts (id),
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    role       TEXT NOT NULL CHECK (role IN ('analyst', 'contributor', 'moderator', 'editor', 'owner')),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (page_id, account_id)
);
CREATE INDEX voices_of_account ON voices (account_id);

-- An application that a person let in to speak as a page: account_id is the person.
ALTER TABLE tokens ADD COLUMN voice_id BIGINT;
CREATE INDEX tokens_of_voice ON tokens (voice_id) WHERE voice_id IS NOT NULL;
ALTER TABLE authorization_codes ADD COLUMN voice_id BIGINT;
CREATE INDEX authorization_codes_of_voice ON authorization_codes (voice_id) WHERE voice_id IS NOT NULL;

ALTER TABLE statuses ADD COLUMN person_id BIGINT;                    -- NULL: its author is who wrote it
ALTER TABLE statuses ADD COLUMN is_signed BIGINT NOT NULL DEFAULT 0;  -- whether everybody is told who that was
ALTER TABLE scheduled_statuses ADD COLUMN person_id BIGINT;
ALTER TABLE scheduled_statuses ADD COLUMN is_signed BIGINT NOT NULL DEFAULT 0;

ALTER TABLE accounts ADD COLUMN posture TEXT NOT NULL DEFAULT '' CHECK (posture IN ('', 'megaphone', 'round_table', 'both'));
