-- owner: social
-- What somebody is told of an idea; and room for the authentic figures of a poll beside the raw ones. None: nobody has judged them, which is
-- not the same as all of them being authentic.

ALTER TABLE notifications ADD COLUMN idea_change_id BIGINT;
CREATE INDEX notifications_of_ideas ON notifications (idea_change_id, account_id) WHERE idea_change_id IS NOT NULL;
ALTER TABLE polls ADD COLUMN authentic_voters BIGINT;
ALTER TABLE poll_options ADD COLUMN authentic_votes BIGINT;
