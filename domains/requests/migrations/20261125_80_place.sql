-- What was asked at one place, over the years.
create index request_place on request (cell, lat, lon) where cell is not null;
