-- What an administrator is changing of the city: the version it began on, and the files that differ from it.
create table city_draft (
    staff_id   bigint primary key,
    began_on   bigint not null references city_pack (id),
    changed_at bigint not null
);

create table city_draft_file (
    staff_id   bigint not null references city_draft (staff_id),
    name       text not null,
    content    bytea not null,
    is_removed bigint not null default 0,
    primary key (staff_id, name)
);
