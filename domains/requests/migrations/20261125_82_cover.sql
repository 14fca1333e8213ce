-- The copy that everybody sees of a photo, when parts of it are covered: its name on the shelf, the day it was put there,
-- and what is covered, in thousandths of the picture.
alter table photo add column copy_name text;
alter table photo add column copied_at bigint;
alter table photo add column covered text not null default '';
