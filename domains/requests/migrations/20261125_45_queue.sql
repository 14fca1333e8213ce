-- Queues of the desk. An open request without a promised date comes after all those that have one.
-- sqlite
alter table request add column due_key bigint generated always as (coalesce(due_at, 9000000000000000)) virtual;
-- postgres
alter table request add column due_key bigint generated always as (coalesce(due_at, 9000000000000000)) stored;

create index request_open_due on request (due_key, id) where closed_at is null;

drop index request_open_unit;

create index request_open_unit on request (unit, due_key, id) where closed_at is null;

create index request_open_status on request (status, due_key, id) where closed_at is null;

create index request_open_free on request (due_key, id) where closed_at is null and assignee_id is null;

create index request_open_assignee on request (assignee_id, due_key, id)
    where closed_at is null and assignee_id is not null;

create index request_reopening on request (reopening_asked_at, id) where reopening_asked_at is not null;
