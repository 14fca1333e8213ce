-- What residents ask. One row a request; people and their contacts are apart.
create table request (
    id               bigint primary key,
    reference        text not null unique,
    nature           text not null check (nature in ('request', 'information', 'comment', 'complaint')),
    service_code     text not null,
    category         text not null default '',
    description      text not null default '' check (length(description) <= 4000),
    answers          text not null default '{}',
    address          text not null default '',
    lat              double precision,
    lon              double precision,
    cell             bigint,
    borough          text,
    street_side      bigint,
    status           text not null,
    priority         text not null,
    public_map       text not null check (public_map in ('shown', 'counted', 'hidden')),
    unit             text not null,
    next_action      text,
    assignee_id      bigint,
    assignee_name    text,
    route_rule       text not null,
    route_words_fr   text,
    route_words_en   text,
    channel          text not null,
    n_phone          bigint not null default 0,
    n_email          bigint not null default 0,
    n_person         bigint not null default 0,
    n_mail           bigint not null default 0,
    n_fax            bigint not null default 0,
    n_office         bigint not null default 0,
    n_mobile         bigint not null default 0,
    n_social         bigint not null default 0,
    n_web            bigint not null default 0,
    promise_words_fr text,
    promise_words_en text,
    promise_version  text,
    promise_share    double precision,
    due_at           bigint,
    planned_for      bigint,
    received_at      bigint not null,
    updated_at       bigint not null,
    closed_at        bigint,
    result           text,
    result_proof     text,
    reopen_count     bigint not null default 0,
    reopening_asked_at bigint,
    media_url        text not null default '',
    principal_id     bigint,
    import_batch     bigint,
    check ((lat is null) = (lon is null)),
    check ((closed_at is null) = (next_action is not null))
);

create index request_received on request (received_at, id);

create index request_updated on request (updated_at, id);

create index request_borough on request (borough, received_at, id);

create index request_service on request (service_code, received_at, id);

create index request_open_unit on request (unit, received_at, id) where closed_at is null;

-- Open requests by service and square of about 250 m: what is already reported near here.
create index request_open_cell on request (service_code, cell) where closed_at is null;

create table requester (
    id                 bigint primary key,
    request_id         bigint not null references request (id),
    channel            text not null,
    name               text,
    email              text,
    phone              text,
    lang               text not null,
    wants_news         bigint not null default 0,
    wants_survey       bigint not null default 0,
    wants_participation bigint not null default 0,
    created_at         bigint not null
);

create index requester_request on requester (request_id);

-- The journal. Its audience: 0 staff, 1 the requesters too, 2 everybody.
create table request_event (
    id          bigint primary key,
    request_id  bigint not null references request (id),
    at          bigint not null,
    actor_kind  text not null,
    actor_id    bigint,
    actor_name  text,
    act         text not null,
    from_status text,
    to_status   text,
    reason      text,
    unit        text,
    audience    bigint not null check (audience in (0, 1, 2))
);

create index request_event_request on request_event (request_id, id);

-- Forms already received, by the key the page was given: sent twice, they count once.
create table submission (
    key        text primary key,
    request_id bigint not null references request (id),
    at         bigint not null
);
