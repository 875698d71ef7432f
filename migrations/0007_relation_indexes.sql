-- owner: social
-- What is looked for by the other side: what somebody was told of somebody, and mutes that end.

CREATE INDEX notifications_from ON notifications (account_id, from_account_id, id);
CREATE INDEX notifications_of_kind ON notifications (account_id, kind, id);
CREATE INDEX mutes_ending ON mutes (expires_at) WHERE expires_at IS NOT NULL;
