-- Somebody on the way to the city's provider: what we sent with them, taken back once, within ten minutes.
create table sign_in_flow (
    state_mark   text primary key,
    browser_mark text not null,
    nonce        text not null,
    verifier     text not null,
    destination  text not null,
    began_at     bigint not null
);

create index sign_in_flow_began on sign_in_flow (began_at);

-- Whose account a person of the provider has here.
create table staff_subject (
    issuer   text not null,
    subject  text not null,
    staff_id bigint not null references staff (id),
    primary key (issuer, subject)
);

create index staff_subject_staff on staff_subject (staff_id);

-- Sessions that the provider vouches for: they end with the account there. The refresh token is sealed.
create table staff_grant (
    session_id bigint primary key references staff_session (id) on delete cascade,
    issuer     text not null,
    subject    text not null,
    sid        text not null,
    refresh    text not null,
    checked_at bigint not null
);

create index staff_grant_subject on staff_grant (issuer, subject);

create index staff_grant_checked on staff_grant (checked_at);

-- Words by which the provider said that somebody left, so that none is heard twice.
create table logout_heard (
    jti_mark text primary key,
    heard_at bigint not null
);

create index logout_heard_at on logout_heard (heard_at);
