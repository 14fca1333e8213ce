-- What was asked of somebody outside about a request, through a link that opens it for them alone, for some days.
create table partner_link (
    id           bigint primary key,
    request_id   bigint not null references request (id),
    partner      text not null check (length(trim(partner)) between 1 and 100),
    email        text not null,
    words        text not null check (length(trim(words)) between 1 and 4000),
    shows_words  bigint not null check (shows_words in (0, 1)),
    lang         text not null check (lang in ('fr', 'en')),
    created_at   bigint not null,
    created_by   text not null,
    expires_at   bigint not null,
    opened_at    bigint,
    answered_at  bigint,
    withdrawn_at bigint
);

create index partner_link_request on partner_link (request_id, id);
