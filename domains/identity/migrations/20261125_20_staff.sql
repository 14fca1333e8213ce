-- Members of staff. Their e-mail address is kept in lower case: it is the name they sign in with.
create table staff (
    id            bigint primary key,
    email         text not null unique,
    name          text not null check (length(trim(name)) between 1 and 100),
    role          text not null check (role in ('agent', 'unit', 'admin')),
    password_hash text not null,
    created_at    bigint not null,
    disabled_at   bigint
);

-- Units whose requests they handle.
create table staff_unit (
    staff_id bigint not null references staff (id),
    unit     text not null,
    primary key (staff_id, unit)
);

-- Open sessions. The word in the cookie is not kept, only its mark.
create table staff_session (
    id         bigint primary key,
    staff_id   bigint not null references staff (id),
    token_mark text not null unique,
    device     text not null,
    created_at bigint not null,
    seen_at    bigint not null
);

create index staff_session_staff on staff_session (staff_id, id);

create index staff_session_created on staff_session (created_at);

-- Trials at the door, by mark of an account or of a network address.
create table sign_in_trial (
    mark    text primary key,
    trials  bigint not null,
    last_at bigint not null,
    next_at bigint not null
);

create index sign_in_trial_last on sign_in_trial (last_at);

-- Who looked at what a person told us, and when.
create table staff_look (
    id       bigint primary key,
    staff_id bigint not null references staff (id),
    at       bigint not null,
    what     text not null check (what in ('request', 'contact')),
    subject  text not null
);

create index staff_look_subject on staff_look (subject, id);

create index staff_look_at on staff_look (at, id);
