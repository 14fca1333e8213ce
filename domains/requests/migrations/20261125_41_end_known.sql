-- Whether the closing date says when the work ended. Published files of before 2026 have no status: what they hold is
-- closed, counted, and left out of delays.
alter table request add column is_end_known bigint not null default 1 check (is_end_known in (0, 1));
