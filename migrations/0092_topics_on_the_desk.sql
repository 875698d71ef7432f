-- owner: desk
-- Topics of groups stand on the desk as a kind of their own. Which kinds there are is a rule of the column: it is made anew, since others point at the table.

DROP INDEX desk_queue_of_kind;
ALTER TABLE desk_items ADD COLUMN kind_anew TEXT NOT NULL DEFAULT 'answer' CHECK (kind_anew IN ('answer', 'mention', 'message', 'event', 'idea', 'topic'));
UPDATE desk_items SET kind_anew = kind;
ALTER TABLE desk_items DROP COLUMN kind;
ALTER TABLE desk_items RENAME COLUMN kind_anew TO kind;
CREATE INDEX desk_queue_of_kind ON desk_items (page_id, kind, due_at, id) WHERE closed_at IS NULL;

ALTER TABLE desk_views ADD COLUMN kind_anew TEXT NOT NULL DEFAULT '' CHECK (kind_anew IN ('', 'answer', 'mention', 'message', 'event', 'idea', 'topic'));  -- '': every kind
UPDATE desk_views SET kind_anew = kind;
ALTER TABLE desk_views DROP COLUMN kind;
ALTER TABLE desk_views RENAME COLUMN kind_anew TO kind;
