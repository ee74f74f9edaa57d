-- Who is who: one row per record of a person in a system.
SELECT * FROM (
    SELECT 'billing' AS system, customer_no(person) AS ref, person, household FROM person
    UNION ALL SELECT 'billing', customer_no(person + 50000000), person, household FROM person
        WHERE chance(person, 0, 'two customer numbers') < 0.3 AND person IN (SELECT person FROM held WHERE account_slot = 1)
    UNION ALL SELECT 'shop', card_no(person), person, k.household FROM known_as AS k JOIN shopper USING (person) WHERE has_card
    UNION ALL SELECT 'store', web_id(person), person, k.household FROM known_as AS k JOIN shopper USING (person) WHERE has_store
    UNION ALL SELECT 'app', app_uid(person), person, household FROM app_user JOIN person USING (person)
    UNION ALL SELECT DISTINCT 'callcentre', caller_no(person), person, household FROM call JOIN person USING (person)
)
ORDER BY person, system, ref
