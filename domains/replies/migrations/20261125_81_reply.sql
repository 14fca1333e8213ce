-- Standard replies: each change is a version, and the versions stay.
create table reply (
    id         bigint primary key,
    number     bigint not null,
    retired_at bigint
);

create table reply_version (
    id       bigint primary key,
    reply_id bigint not null references reply (id),
    number   bigint not null,
    title_fr text not null check (length(trim(title_fr)) between 1 and 100),
    title_en text not null,
    words_fr text not null check (length(trim(words_fr)) between 1 and 4000),
    words_en text not null,
    services text not null,
    acts     text not null,
    why      text not null,
    at       bigint not null,
    by_name  text not null,
    unique (reply_id, number)
);

-- How often each was sent, by day.
create table reply_use (
    reply_id bigint not null references reply (id),
    day      bigint not null,
    used     bigint not null,
    primary key (reply_id, day)
);
