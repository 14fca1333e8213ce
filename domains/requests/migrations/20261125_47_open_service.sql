-- Open requests of a service, newest first: what a list of them reads.
create index request_open_service on request (service_code, received_at, id) where closed_at is null;
