-- owner: community
-- What a draft of a page's team takes along besides words. Judged when it is published, as everything that is posted is.

ALTER TABLE page_drafts ADD COLUMN sensitive BIGINT;                           -- NULL: as the page's posts are
ALTER TABLE page_drafts ADD COLUMN poll_options TEXT NOT NULL DEFAULT '';      -- titles, one a line; empty: no poll
ALTER TABLE page_drafts ADD COLUMN poll_lasts BIGINT NOT NULL DEFAULT 0;       -- milliseconds
ALTER TABLE page_drafts ADD COLUMN poll_multiple BIGINT NOT NULL DEFAULT 0;
ALTER TABLE page_drafts ADD COLUMN poll_hide_totals BIGINT NOT NULL DEFAULT 0;
ALTER TABLE page_drafts ADD COLUMN quoted_id BIGINT;
ALTER TABLE page_drafts ADD COLUMN quote_policy BIGINT;                        -- social/quote_policy.h; NULL: as the page's posts are
ALTER TABLE page_drafts ADD COLUMN reply_policy BIGINT NOT NULL DEFAULT 0;
