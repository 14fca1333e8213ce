-- Calls of one line in one half hour, as the telephone system counted them. Nobody is in it.
create table phone_interval (
    line             text not null,
    -- Code of a borough; empty: the whole city.
    borough          text not null,
    start_at         bigint not null,
    -- Where the city is: the day (20261118), the day of the week (1: Monday), the half hour of the day.
    day              bigint not null,
    weekday          bigint not null check (weekday between 1 and 7),
    slot             bigint not null check (slot between 0 and 47),
    offered          bigint not null check (offered >= 0),
    answered         bigint not null check (answered >= 0),
    answered_in_time bigint not null check (answered_in_time between 0 and answered),
    abandoned        bigint not null check (abandoned >= 0),
    talk_s           bigint not null check (talk_s >= 0),
    received_at      bigint not null,
    primary key (line, borough, start_at)
);

create index phone_interval_day on phone_interval (day, line, borough);

-- Keys of the systems that send intervals. Only a fingerprint is kept.
create table phone_key (
    id         bigint primary key,
    name       text not null,
    hash       text not null unique,
    created_at bigint not null,
    revoked_at bigint
);

create unique index phone_key_name on phone_key (name) where revoked_at is null;
