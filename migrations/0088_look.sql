-- owner: social
-- How an organisation looks: its colour (0xRRGGBB; NULL: as Favilla comes), and the paths of its mark and of its wide picture (empty:
-- none). What is made of the colour is not kept (base/colour.h).

ALTER TABLE domains ADD COLUMN colour BIGINT;
ALTER TABLE domains ADD COLUMN logo TEXT NOT NULL DEFAULT '';
ALTER TABLE domains ADD COLUMN banner TEXT NOT NULL DEFAULT '';
