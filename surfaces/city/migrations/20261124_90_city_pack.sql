-- Versions of the city's folder, and their files. The newest one is in force.
create table city_pack (
    id        bigint primary key,
    digest    text not null,
    loaded_at bigint not null
);

create table city_file (
    pack_id bigint not null references city_pack (id),
    name    text not null,
    content bytea not null,
    primary key (pack_id, name)
);
