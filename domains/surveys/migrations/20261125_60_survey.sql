-- Who was asked what they thought of which closing. It holds no answer.
create table survey_invitation (
    id           bigint primary key,
    request_id   bigint not null,
    requester_id bigint not null,
    closed_at    bigint not null,
    nature       text not null,
    service_code text not null,
    borough      text,
    sent_at      bigint not null,
    is_answered  bigint not null default 0 check (is_answered in (0, 1))
);

-- One invitation for a person and a closing, however often the job runs.
create unique index survey_invitation_once on survey_invitation (request_id, requester_id, closed_at);

create index survey_invitation_sent on survey_invitation (sent_at);

-- What people thought. Nothing here leads to them, to their request or to their invitation: the identifier is a
-- mark of the link that only the link itself gives again, the day is a day, the delay is a class.
create table survey_answer (
    id           text primary key,
    source       text not null check (source in ('email', 'tracker', 'import')),
    nature       text not null,
    service_code text not null,
    borough      text,
    unit         text not null,
    is_solved    bigint not null check (is_solved in (0, 1)),
    delay_days   bigint not null,
    answered_on  bigint not null,
    lang         text not null,
    wording      text not null,
    fixed        text not null check (fixed in ('yes', 'partly', 'no', 'unknown')),
    satisfaction bigint check (satisfaction between 1 and 5),
    is_delay_acceptable bigint check (is_delay_acceptable in (0, 1)),
    comment      text not null default '' check (length(comment) <= 4000)
);

create index survey_answer_day on survey_answer (answered_on);

-- The questions as they were asked, by the mark kept with each answer.
create table survey_wording (
    id            text primary key,
    lang          text not null,
    words         text not null,
    first_used_at bigint not null
);
