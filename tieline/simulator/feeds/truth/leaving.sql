-- Who leaves when and why, up to 90 days after the end; the last line is taken away on leaves_on.
SELECT person, customer_no(person) AS customer_no, decided_on, leaves_on, way, cause, leaves_on > ends_on() AS in_future
FROM leaver ORDER BY person
