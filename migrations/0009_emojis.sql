-- owner: social
-- Small pictures that stand in a text as :shortcode:, of a hosted domain's own.

CREATE TABLE custom_emojis (
    id         BIGINT PRIMARY KEY,
    domain_id  BIGINT NOT NULL REFERENCES domains (id),
    shortcode  TEXT NOT NULL,
    category   TEXT NOT NULL,                       -- under which pickers show it; empty: none
    image      TEXT NOT NULL,                       -- PNG in base64, reduced to the chunks that draw
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX custom_emojis_by_shortcode ON custom_emojis (domain_id, shortcode);
