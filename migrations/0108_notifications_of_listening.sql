-- owner: social
-- What a page listens for, of which a notification tells that a day is loud.

ALTER TABLE notifications ADD COLUMN listening_id BIGINT;
CREATE INDEX notifications_of_listening ON notifications (listening_id) WHERE listening_id IS NOT NULL;
