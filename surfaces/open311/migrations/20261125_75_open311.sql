-- Keys of other systems. Only a fingerprint of a key is kept: a lost key is replaced, never found again.
create table open311_key (
    id         bigint primary key,
    name       text not null,
    hash       text not null unique,
    channel    text not null,
    is_test    bigint not null check (is_test in (0, 1)),
    quota      bigint not null check (quota > 0),
    used_on    bigint not null default 0,
    used       bigint not null default 0,
    created_at bigint not null,
    revoked_at bigint
);

create unique index open311_key_name on open311_key (name) where revoked_at is null;

-- Updates already received from a system, by the number it gave them: sent twice, they count once.
create table open311_update (
    id        bigint primary key,
    key_id    bigint not null references open311_key (id),
    update_id text not null,
    at        bigint not null,
    unique (key_id, update_id)
);
