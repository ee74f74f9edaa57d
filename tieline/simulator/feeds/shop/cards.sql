-- One row per customer card of the shops, typed at the counter.
WITH typed AS (
    SELECT
        k.*, CASE WHEN chance(person, 0, 'shop phone') < 0.78 THEN k.phone
            WHEN chance(person, 0, 'shop phone') < 0.88 THEN k.home_phone
            WHEN chance(person, 0, 'shop phone') < 0.94 THEN k.old_phone
            WHEN chance(person, 0, 'shop phone') < 0.965 THEN mistyped_digits(k.phone, chance(person, 0, 'shop slip')) END AS number
    FROM known_as AS k JOIN shopper AS s USING (person) WHERE s.has_card
), written AS (
    SELECT
        card_no(person) AS card_no,
        CASE
            WHEN expat AND chance(person, 0, 'shop name') < 0.4 THEN family_name || ', ' || given_name
            WHEN expat AND chance(person, 0, 'shop name') < 0.55 THEN mistyped_word(given_name, chance(person, 0, 'shop letter')) || ' ' || family_name
            WHEN NOT expat AND chance(person, 0, 'shop name') < 0.08 THEN heard_name
            WHEN NOT expat AND chance(person, 0, 'shop name') < 0.14 THEN family_name || CASE WHEN is_man THEN '先生' ELSE '女士' END
            WHEN NOT expat AND chance(person, 0, 'shop name') < 0.17 THEN family_name || ' ' || given_name
            WHEN NOT expat AND chance(person, 0, 'shop name') < 0.19 THEN given_name || family_name
            ELSE full_name
        END AS name,
        spelled_phone(number, chance(person, 0, 'shop spelling')) AS mobile,
        CASE WHEN chance(person, 0, 'shop sex') < 0.2 THEN NULL WHEN is_man THEN '男' ELSE '女' END AS gender,
        CASE WHEN chance(person, 0, 'shop birth') < 0.45 THEN NULL
            WHEN chance(person, 0, 'shop birth') < 0.453 THEN strftime(born, '%Y') || '/02/30'
            WHEN chance(person, 0, 'shop birth') < 0.5 THEN strftime(born + 1, '%Y/%m/%d') ELSE strftime(born, '%Y/%m/%d') END AS birthday,
        CASE WHEN chance(person, 0, 'shop address') < 0.3 THEN NULL
            WHEN chance(person, 0, 'shop address') < 0.42 THEN place.city || place.district || old_street_zh
            WHEN chance(person, 0, 'shop address') < 0.5 THEN place.district || street_zh
            ELSE place.province || CASE WHEN place.province = place.city THEN '' ELSE place.city END || place.district || street_zh END AS address,
        CASE WHEN chance(person, 0, 'shop note') < 0.08 THEN customer_no(person) END AS billing_no,
        strftime(ends_on() - whole(person, 0, 'card issued', 5, 2200), '%Y/%m/%d') AS issued, person
    FROM typed
)
SELECT * EXCLUDE (person, billing_no), CASE WHEN person < 70000000 THEN billing_no END AS billing_no FROM (
    SELECT * FROM written
    UNION ALL SELECT * FROM written WHERE hash(card_no || seed()) % 400 = 3
)
ORDER BY card_no
