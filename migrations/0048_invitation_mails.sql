-- owner: community
-- Invitations that were sent by e-mail: enough to hold the bound, and no address.
CREATE TABLE invitation_mails (
    invitation_id BIGINT PRIMARY KEY REFERENCES invitations (id),
    account_id    BIGINT NOT NULL REFERENCES accounts (id),
    address_mark  TEXT NOT NULL,  -- a keyed hash of the folded address
    created_at    BIGINT NOT NULL
);
CREATE INDEX invitation_mails_of_account ON invitation_mails (account_id, created_at);
CREATE INDEX invitation_mails_of_address ON invitation_mails (address_mark, created_at);
