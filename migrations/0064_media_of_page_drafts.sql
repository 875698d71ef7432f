-- owner: social
-- What is attached to a draft of a page's team (page_drafts); `position` is its place in it.

ALTER TABLE media ADD COLUMN page_draft_id BIGINT REFERENCES page_drafts (id);
CREATE INDEX media_of_page_draft ON media (page_draft_id, position) WHERE page_draft_id IS NOT NULL;
