-- owner: desk
-- Answers by e-mail stand on the desk as a kind of their own, and their team may end the subscription. Which there are is a rule of the column.
-- Of such an item conversation_id is the thread (distribution's mail_threads), status_id its last mail, author_id the page: the reader has no account.

DROP INDEX desk_queue_of_kind;
ALTER TABLE desk_items ADD COLUMN kind_anew TEXT NOT NULL DEFAULT 'answer' CHECK (kind_anew IN ('answer', 'mention', 'message', 'event', 'idea', 'topic', 'report', 'email'));
UPDATE desk_items SET kind_anew = kind;
ALTER TABLE desk_items DROP COLUMN kind;
ALTER TABLE desk_items RENAME COLUMN kind_anew TO kind;
CREATE INDEX desk_queue_of_kind ON desk_items (page_id, kind, due_at, id) WHERE closed_at IS NULL;

ALTER TABLE desk_views ADD COLUMN kind_anew TEXT NOT NULL DEFAULT '' CHECK (kind_anew IN ('', 'answer', 'mention', 'message', 'event', 'idea', 'topic', 'report', 'email'));  -- '': every kind
UPDATE desk_views SET kind_anew = kind;
ALTER TABLE desk_views DROP COLUMN kind;
ALTER TABLE desk_views RENAME COLUMN kind_anew TO kind;

ALTER TABLE desk_acts ADD COLUMN act_anew TEXT NOT NULL DEFAULT 'note' CHECK (act_anew IN ('take', 'hand_over', 'release', 'note', 'snooze', 'none_needed', 'done', 'answer', 'undo', 'unsubscribe'));
UPDATE desk_acts SET act_anew = act;
ALTER TABLE desk_acts DROP COLUMN act;
ALTER TABLE desk_acts RENAME COLUMN act_anew TO act;
