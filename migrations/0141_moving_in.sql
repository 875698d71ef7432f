-- owner: social
-- Who came to an installation that served others stands behind those who were there, however old it is: the first is whose name the settings say.
ALTER TABLE domains ADD COLUMN arrived_at BIGINT NOT NULL DEFAULT 0;
