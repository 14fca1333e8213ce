-- A contact with somebody: a call, a visit, a letter. The number is kept as a mark, which can only be compared.
create table interaction (
    id          bigint primary key,
    key         text not null unique,
    staff_id    bigint not null,
    channel     text not null,
    lang        text not null check (lang in ('fr', 'en')),
    caller_mark text,
    began_at    bigint not null,
    ended_at    bigint,
    outcome     text check (outcome in ('settled', 'recorded', 'told', 'transferred', 'call-back', 'not-ours', 'cut')),
    is_settled  bigint,
    note        text not null default '' check (length(note) <= 1000),
    check ((ended_at is null) = (outcome is null))
);

create index interaction_began on interaction (began_at, id);

create index interaction_caller on interaction (caller_mark, began_at) where caller_mark is not null;

create index interaction_staff on interaction (staff_id, id);

-- What was asked in it, each thing once.
create table interaction_intent (
    id             bigint primary key,
    interaction_id bigint not null references interaction (id),
    kind           text not null check (kind in ('filed', 'joined', 'answered', 'followed', 'read', 'flagged', 'call-back')),
    subject        text not null,
    service_code   text not null default '',
    at             bigint not null,
    unique (interaction_id, kind, subject)
);

create index interaction_intent_at on interaction_intent (at, id);

-- A call that was promised.
create table call_back (
    id         bigint primary key,
    staff_id   bigint not null,
    unit       text,
    reference  text,
    name       text,
    phone      text,
    words      text not null check (length(words) <= 1000),
    due_at     bigint not null,
    created_by text not null,
    created_at bigint not null,
    done_at    bigint,
    done_words text
);

create index call_back_due on call_back (staff_id, due_at) where done_at is null;

create index call_back_unit on call_back (unit, due_at) where done_at is null and unit is not null;

-- An entry that is not finished: what its form held, until it is sent or a day has passed.
create table entry_draft (
    staff_id bigint not null,
    key      text not null,
    fields   text not null check (length(fields) <= 60000),
    saved_at bigint not null,
    primary key (staff_id, key)
);
