-- Acts of the field that were done, by the key that each was given where it was made: sent twice, they are done once.
-- Of what was said, a mark, which can only be compared.
create table field_act (
    key       text primary key,
    staff_id  bigint not null,
    reference text not null,
    content   text not null,
    mark      text not null,
    at        bigint not null
);

create index field_act_at on field_act (at);
