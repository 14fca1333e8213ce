-- Requests merged into another, and those that closed with it: found from their principal.
create index request_principal on request (principal_id) where principal_id is not null;
