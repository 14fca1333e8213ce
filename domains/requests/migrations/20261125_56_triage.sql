-- Transfers from a unit to another: the first route was wrong, or the work has two parts.
alter table request add column transfer_count bigint not null default 0;

-- A unit says that it is not its to do; whoever routes decides.
alter table request add column misrouted_at bigint;

-- An older open request that may be the same problem, for somebody to judge; 0 once they said it is not.
alter table request add column twin_id bigint;

create index request_misrouted on request (due_key, id) where closed_at is null and misrouted_at is not null;

create index request_twin on request (due_key, id) where closed_at is null and twin_id > 0;
