-- A draw of contacts to be read again: with its seed and what there was to draw from, it can be done again.
create table review_draw (
    id            bigint primary key,
    seed          bigint not null,
    from_at       bigint not null,
    to_at         bigint not null,
    -- Numbers of those whose contacts were drawn from, with commas between.
    staff_ids     text not null,
    -- Empty: every service.
    service_code  text not null,
    per_group     bigint not null check (per_group between 1 and 20),
    most          bigint not null check (most between 1 and 200),
    -- Contacts that there were, and their checksum.
    population    bigint not null,
    checksum      text not null,
    drawn_by      bigint not null,
    drawn_by_name text not null,
    drawn_at      bigint not null
);

create index review_draw_at on review_draw (drawn_at, id);

-- A contact that was drawn.
create table review_contact (
    id             bigint primary key,
    draw_id        bigint not null references review_draw (id),
    interaction_id bigint not null,
    staff_id       bigint not null,
    service_code   text not null,
    drawn_at       bigint not null,
    unique (draw_id, interaction_id)
);

create index review_contact_staff on review_contact (staff_id, drawn_at);

-- One reading of it: at most two, by two people.
create table review (
    contact_id    bigint not null references review_contact (id),
    place         bigint not null check (place in (1, 2)),
    reviewer_id   bigint not null,
    reviewer_name text not null,
    -- Answers in the order of the questions, with commas between: yes, partly, no, none.
    marks         text not null,
    done_at       bigint not null,
    primary key (contact_id, place),
    unique (contact_id, reviewer_id)
);

create index review_reviewer on review (reviewer_id, done_at);

-- What those who read write to the person who answered, and what that person answers.
create table review_note (
    id          bigint primary key,
    contact_id  bigint not null references review_contact (id),
    author_id   bigint not null,
    author_name text not null,
    words       text not null check (length(words) <= 2000),
    at          bigint not null
);

create index review_note_contact on review_note (contact_id, id);
