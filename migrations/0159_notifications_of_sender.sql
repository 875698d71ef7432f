-- owner: social
-- One index for both of whom a notification is from: for one receiver, in the order they came, and for all.
DROP INDEX notifications_from;
DROP INDEX notifications_by_sender;
CREATE INDEX notifications_of_sender ON notifications (from_account_id, account_id, id);
