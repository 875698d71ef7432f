-- owner: social
-- A status that shows another one. The quoted author's consent is a state of the quote; whether a reader may see what is quoted is
-- asked anew whenever it is shown.

-- Who may quote: bits 0 to 3 without being asked, bits 4 to 7 when the author agrees (social/quote_policy.h); 0: nobody.
-- Nobody was asked about what was written before.
ALTER TABLE statuses ADD COLUMN quote_policy BIGINT NOT NULL DEFAULT 0;
ALTER TABLE statuses ADD COLUMN quotes_count BIGINT NOT NULL DEFAULT 0;
ALTER TABLE statuses ADD COLUMN has_quote BIGINT NOT NULL DEFAULT 0;

-- What one's new posts allow, unless they say otherwise; 1: everybody.
ALTER TABLE users ADD COLUMN default_quote_policy BIGINT NOT NULL DEFAULT 1;

CREATE TABLE quotes (
    status_id         BIGINT PRIMARY KEY REFERENCES statuses (id),  -- the quoting one
    account_id        BIGINT NOT NULL REFERENCES accounts (id),     -- its author
    quoted_id         BIGINT REFERENCES statuses (id),              -- NULL: not known here
    quoted_account_id BIGINT REFERENCES accounts (id),
    quoted_uri        TEXT NOT NULL,
    state             TEXT NOT NULL CHECK (state IN ('pending', 'accepted', 'rejected', 'revoked')),
    counted           BIGINT NOT NULL,              -- 1: in the quoted one's quotes_count
    approval_uri      TEXT NOT NULL,                -- of the authorization, as it is claimed or was verified; empty: none
    request_uri       TEXT NOT NULL,                -- of the question that was sent to another server; empty: none
    created_at        BIGINT NOT NULL,
    decided_at        BIGINT
);
CREATE INDEX quotes_of_status ON quotes (quoted_id, status_id) WHERE quoted_id IS NOT NULL;
CREATE INDEX quotes_of_quoted_account ON quotes (quoted_account_id, status_id) WHERE quoted_account_id IS NOT NULL;
CREATE INDEX quotes_by_approval ON quotes (approval_uri) WHERE approval_uri <> '';
CREATE INDEX quotes_by_request ON quotes (request_uri) WHERE request_uri <> '';
