-- owner: social
-- What many people do to one post: whether one of them was told of already, and which group of news the newest one belongs to, are found
-- at once, however many there are. And whether any server is known that runs what knows groups.

DROP INDEX notifications_of_status;
CREATE INDEX notifications_of_status ON notifications (status_id, account_id, kind, from_account_id) WHERE status_id IS NOT NULL;
CREATE INDEX notifications_of_status_groups ON notifications (status_id, account_id, kind, id) WHERE group_key IS NOT NULL;
CREATE INDEX hosts_software ON hosts (software) WHERE software <> '';
