-- owner: jobs
-- Its bits say which process does the job (base/ids.h): what one leaves behind that is killed is taken up when the process is gone.
ALTER TABLE jobs ADD COLUMN claim_id BIGINT;
