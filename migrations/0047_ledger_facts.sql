-- owner: social
-- What the ledger of attention looks facts up by.
CREATE INDEX poll_votes_of_account ON poll_votes (account_id);
