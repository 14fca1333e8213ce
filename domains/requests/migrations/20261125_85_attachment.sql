-- Papers that staff joined to a request: letters, e-mails, spreadsheets. They stand on the shelf of photos as they came,
-- under the day and the name.
create table attachment (
    id         bigint primary key,
    request_id bigint not null references request (id),
    name       text not null unique,
    file_name  text not null check (length(file_name) between 1 and 120),
    title      text not null check (length(title) between 1 and 120),
    kind       text not null,
    size_bytes bigint not null check (size_bytes between 1 and 10485760),
    digest     text not null,
    audience   text not null check (audience in ('staff', 'requesters')),
    actor_kind text not null,
    actor_id   bigint,
    actor_name text,
    created_at bigint not null
);

-- The same file twice on one request is one.
create unique index attachment_digest on attachment (request_id, digest);

create index attachment_created on attachment (created_at);
