DROP TABLE posters, renditions, pictures;
ALTER TABLE agenda_items
    DROP CONSTRAINT agenda_items_venue_on_earth,
    DROP COLUMN venue_latitude,
    DROP COLUMN venue_longitude;
DROP DOMAIN rendition_size;
