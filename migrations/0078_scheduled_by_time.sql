-- owner: social
-- What is overdue is found among everybody's plans, and what did not go out among an author's.

CREATE INDEX scheduled_statuses_due ON scheduled_statuses (refusal, scheduled_at);
