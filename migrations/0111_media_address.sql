-- owner: social
-- A host of its own for media (media.public_url): what stands before their names where they are told of. Empty: the organisation's own.

ALTER TABLE domains ADD COLUMN media_address TEXT NOT NULL DEFAULT '';
