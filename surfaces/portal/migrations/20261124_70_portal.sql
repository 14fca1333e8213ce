-- Reports being written, by the unguessable key of their pages. Swept a few hours after the last step.
create table report_draft (
    id         text primary key,
    fields     text not null,
    updated_at bigint not null,
    reference  text
);

create index report_draft_updated on report_draft (updated_at);
