DROP TABLE security_events;
DROP DOMAIN security_event_kind;
