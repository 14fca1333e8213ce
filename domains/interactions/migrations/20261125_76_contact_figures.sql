-- Contacts of some people over some days: what share of them was settled, and which are drawn to be read again.
create index interaction_staff_began on interaction (staff_id, began_at, ended_at, is_settled, outcome);
