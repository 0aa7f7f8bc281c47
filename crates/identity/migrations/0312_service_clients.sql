-- All that a service was let into is ended at once, when it goes for good.
CREATE INDEX service_family_clients ON service_family (client_id, ended_at);
