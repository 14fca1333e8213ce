-- Articles. What lists need of the latest version stands beside it; the versions are whole in the next table.
create table article (
    id               bigint primary key,
    slug             text not null unique,
    number           bigint not null,
    published_number bigint,
    status           text not null check (status in ('draft', 'published', 'withdrawn')),
    title_fr         text not null,
    title_en         text not null,
    theme            text not null,
    owner            text not null,
    review_on        text not null,
    expires_on       text,
    created_at       bigint not null
);

-- Versions as files: who wrote them, when, why. Never changed.
create table article_version (
    article_id bigint not null references article (id),
    number     bigint not null,
    status     text not null check (status in ('draft', 'published', 'withdrawn')),
    fr         text not null,
    en         text,
    origin     text not null check (origin in ('staff', 'folder', 'pack')),
    author     text not null,
    reason     text not null,
    at         bigint not null,
    primary key (article_id, number)
);

-- Grows with each change of what is published: who holds the articles in memory looks here.
create table article_edition (
    id     bigint primary key check (id = 1),
    number bigint not null
);

insert into article_edition (id, number) values (1, 0);

-- What people must know for a while, in the whole city or in one borough.
create table notice (
    id           bigint primary key,
    borough      text,
    fr           text not null,
    en           text not null,
    begins_at    bigint not null,
    ends_at      bigint not null,
    author       text not null,
    created_at   bigint not null,
    withdrawn_at bigint,
    check (begins_at < ends_at)
);

create index notice_ends on notice (ends_at);

-- A page that somebody found wrong: a task of its owner. Flags of one page join while it is open.
create table article_flag (
    id          bigint primary key,
    article_id  bigint not null references article (id),
    owner       text not null,
    due_on      text not null,
    opened_at   bigint not null,
    resolved_at bigint,
    resolution  text,
    resolved_by text,
    check ((resolved_at is null) = (resolution is null))
);

create unique index article_flag_open on article_flag (article_id) where resolved_at is null;

create index article_flag_resolved on article_flag (resolved_at);

-- Each person's words. The address of a resident is kept until they are told.
create table article_flag_word (
    id       bigint primary key,
    flag_id  bigint not null references article_flag (id),
    at       bigint not null,
    staff_id bigint,
    lang     text not null check (lang in ('fr', 'en')),
    words    text not null,
    email    text
);

create index article_flag_word_flag on article_flag_word (flag_id, id);

create index article_flag_word_staff on article_flag_word (staff_id, id);

-- How often a page was read, by day; nobody knows by whom.
create table article_view (
    article_id bigint not null references article (id),
    day        text not null,
    audience   text not null check (audience in ('public', 'staff')),
    views      bigint not null,
    primary key (article_id, day, audience)
);

-- Words that found nothing, by day; nobody knows whose.
create table search_miss (
    day      text not null,
    words    text not null,
    audience text not null check (audience in ('public', 'staff')),
    misses   bigint not null,
    primary key (day, words, audience)
);
