-- The last ten digits of a telephone, and an address in lower case: how a caller's requests are found.
-- sqlite
alter table requester add column phone_key text generated always as (substr(replace(replace(replace(replace(replace(replace(replace(replace(phone, ' ', ''), ' ', ''), '-', ''), '(', ''), ')', ''), '.', ''), '+', ''), '/', ''), -10)) virtual;
-- postgres
alter table requester add column phone_key text generated always as (right(regexp_replace(phone, '[^0-9]', '', 'g'), 10)) stored;

create index requester_phone on requester (phone_key, id) where phone_key is not null;

create index requester_email on requester (lower(email), id) where email is not null;
