-- What a contact made to keep the person does: persuadable, sure thing, lost cause, do-not-disturb.
SELECT person, customer_no(person) AS customer_no, response FROM person ORDER BY person
