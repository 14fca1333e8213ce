-- What the page of a unit counts. Only its statements say `received_at > 0`, `closed_at > 0`: the lists of the desk keep
-- the indexes of their order.

-- Ages of the open requests of a unit, and who holds them. All that is asked stands in it: no row is read.
create index request_unit_open on request (unit, received_at, assignee_id, closed_at)
    where closed_at is null and received_at > 0;

create index request_unit_closed on request (unit, closed_at) where closed_at > 0;

create index request_unit_reopened on request (unit, closed_at) where reopen_count > 0;

create index request_unit_misrouted on request (unit, due_key, id) where closed_at is null and misrouted_at is not null;

-- The unit that a request left: with the one it went to, a transfer.
alter table request_event add column from_unit text;

create index request_event_left on request_event (from_unit, at) where from_unit is not null;

create index request_event_came on request_event (unit, at) where from_unit is not null;
