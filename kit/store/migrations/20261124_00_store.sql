-- Series of numbers, and work to be done later.
create table counter (
    series text primary key,
    last   bigint not null
);

create table job (
    id           bigint primary key,
    kind         text not null,
    payload      text not null,
    run_at       bigint not null,
    attempts     bigint not null default 0,
    leased_until bigint,
    dead_at      bigint,
    error        text
);

create index job_run_at on job (run_at) where dead_at is null;
