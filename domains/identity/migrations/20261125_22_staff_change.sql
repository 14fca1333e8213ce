-- Who changed what of whom, and how it was before.
create table staff_change (
    id         bigint primary key,
    staff_id   bigint not null references staff (id),
    at         bigint not null,
    act        text not null check (act in ('added', 'changed', 'disabled', 'enabled', 'password', 'sessions-closed', 'emergency-link', 'emergency-entry')),
    actor_kind text not null,
    actor_name text,
    was        text not null,
    became     text not null
);

create index staff_change_staff on staff_change (staff_id, id);

create index staff_change_at on staff_change (at, id);
