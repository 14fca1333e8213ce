-- Photos of a request, or of a report being written, known then by the key of its pages.
-- The row holds what is decided; the picture and its thumbnail stand on the shelf, under the day and the name.
create table photo (
    id         bigint primary key,
    request_id bigint references request (id),
    draft      text,
    name       text not null unique,
    digest     text not null,
    moment     text not null check (moment in ('before', 'after')),
    width      bigint not null,
    height     bigint not null,
    is_public  bigint not null default 0 check (is_public in (0, 1)),
    actor_kind text not null,
    created_at bigint not null,
    check ((request_id is null) <> (draft is null))
);

create unique index photo_request on photo (request_id, digest) where request_id is not null;

create unique index photo_draft on photo (draft, digest) where draft is not null;

create index photo_created on photo (created_at);
