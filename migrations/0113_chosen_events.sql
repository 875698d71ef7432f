-- owner: desk
-- Another tool that is told of some events alone.

ALTER TABLE desk_webhooks ADD COLUMN events TEXT NOT NULL DEFAULT '';  -- their names, with spaces between; empty: of all
