-- Messages to people, kept with the act that wants them. The rows themselves are forgotten after a while.
create table message (
    id           bigint primary key,
    kind         text not null,
    recipient    text not null,
    lang         text not null,
    subject      text not null,
    body         text not null,
    about        text,
    posted_at    bigint not null,
    state        text not null check (state in ('waiting', 'sent', 'unsent', 'dead')),
    attempts     bigint not null default 0,
    leased_until bigint,
    -- What the mail server answered, as a code; or a word of ours. Never its sentence, which may name the person.
    failure      text,
    sent_at      bigint,
    check ((state = 'sent') = (sent_at is not null)),
    check (state = 'waiting' or leased_until is null)
);

-- What else waits for somebody, or was sent to them of late, about the same thing.
create index message_recipient on message (recipient, about);
