-- owner: social
-- Media, polls and boosts of what was brought in as somebody's own past (social/past_imports.h).

ALTER TABLE past_imports ADD COLUMN media BIGINT NOT NULL DEFAULT 0;  -- pictures, films and sounds that came
ALTER TABLE past_imports ADD COLUMN polls BIGINT NOT NULL DEFAULT 0;  -- posts that came with theirs

ALTER TABLE past_imports ADD COLUMN boosts BIGINT NOT NULL DEFAULT 0;  -- of posts that are known here

CREATE TABLE past_media_left_out (
    import_id BIGINT NOT NULL REFERENCES past_imports (id),
    reason    TEXT NOT NULL,  -- a key of locale/
    files     BIGINT NOT NULL,
    PRIMARY KEY (import_id, reason)
);
