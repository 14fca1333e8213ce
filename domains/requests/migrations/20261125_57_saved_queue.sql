-- Queues that somebody keeps, for themselves or for their unit: the filters as they stand in an address.
create table saved_queue (
    id         bigint primary key,
    staff_id   bigint not null,
    unit       text,
    name       text not null check (length(trim(name)) between 1 and 60),
    filters    text not null check (length(filters) <= 1000),
    created_at bigint not null
);

create index saved_queue_staff on saved_queue (staff_id, id);

create index saved_queue_unit on saved_queue (unit, id) where unit is not null;
