-- owner: social
-- FEP-268d: whether what another server's member wrote may be found by its words, where the post itself says so.
ALTER TABLE statuses ADD COLUMN searchable BIGINT;  -- 1: by everybody, 0: not by everybody; NULL: as its author wishes (accounts.indexable)
