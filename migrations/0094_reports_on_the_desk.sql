-- owner: desk
-- Reports stand on the desk as a kind of their own. What stands for the conversation is the report's id: no id of this house is given twice.
-- Which kinds there are is a rule of the column: it is made anew, since others point at the table.

DROP INDEX desk_queue_of_kind;
ALTER TABLE desk_items ADD COLUMN kind_anew TEXT NOT NULL DEFAULT 'answer' CHECK (kind_anew IN ('answer', 'mention', 'message', 'event', 'idea', 'topic', 'report'));
UPDATE desk_items SET kind_anew = kind;
ALTER TABLE desk_items DROP COLUMN kind;
ALTER TABLE desk_items RENAME COLUMN kind_anew TO kind;
CREATE INDEX desk_queue_of_kind ON desk_items (page_id, kind, due_at, id) WHERE closed_at IS NULL;

ALTER TABLE desk_views ADD COLUMN kind_anew TEXT NOT NULL DEFAULT '' CHECK (kind_anew IN ('', 'answer', 'mention', 'message', 'event', 'idea', 'topic', 'report'));  -- '': every kind
UPDATE desk_views SET kind_anew = kind;
ALTER TABLE desk_views DROP COLUMN kind;
ALTER TABLE desk_views RENAME COLUMN kind_anew TO kind;

-- Organisations of which it is to be looked at anew on which desk their open reports stand: a team or a role changed. At first all. None: all are.
CREATE TABLE desk_reports_remaining (
    domain_id BIGINT PRIMARY KEY,
    after     BIGINT NOT NULL                                  -- reports up to this one are
);
INSERT INTO desk_reports_remaining (domain_id, after) SELECT id, 0 FROM domains;
