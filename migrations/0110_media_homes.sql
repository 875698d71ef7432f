-- owner: social
-- Where the bytes of a media file lie: in the data folder, or in a bucket of a store that speaks S3.

ALTER TABLE media_files ADD COLUMN home TEXT NOT NULL DEFAULT 'folder' CHECK (home IN ('folder', 'bucket'));
CREATE INDEX media_files_by_home ON media_files (home, bytes);
