-- owner: desk
-- What waits still says so in its item: one more row in a table of four trees was most of what the desk cost whoever wrote to a page.
-- desk_waits holds what is over.

ALTER TABLE desk_items ADD COLUMN waits_since BIGINT;          -- of the wait that is open: as long as nobody was answered; NULL: none is
UPDATE desk_items SET waits_since = (SELECT max(w.since) FROM desk_waits w WHERE w.item_id = desk_items.id AND w.ended_at IS NULL)
WHERE id IN (SELECT w.item_id FROM desk_waits w WHERE w.ended_at IS NULL);
DELETE FROM desk_waits WHERE ended_at IS NULL;
DROP INDEX desk_waits_open;
