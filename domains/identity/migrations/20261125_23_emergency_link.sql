-- Links of break-glass: each opens one session of an administrator, soon after it was made. The word is not kept, only
-- its mark.
create table emergency_link (
    mark       text primary key,
    staff_id   bigint not null references staff (id),
    expires_at bigint not null,
    used_at    bigint
);
