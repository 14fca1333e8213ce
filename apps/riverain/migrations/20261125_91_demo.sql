-- What `riverain demo load` brings, and how much of it is here: a load that was cut goes on from there.
create table demo_load (
    id                bigint primary key check (id = 1),
    seed              bigint not null,
    size              text not null,
    requests          bigint not null,
    ends_at           bigint not null,
    kept              bigint not null,
    example_reference text,
    example_email     text
);
