-- One row per customer number; 1 in 60 people has two of them. GB18030, as the old billing system writes it.
WITH numbered AS (
    SELECT *, person AS id, 0 AS account_slot FROM person
    UNION ALL
    SELECT *, person + 50000000, 1 FROM person
    WHERE chance(person, 0, 'two customer numbers') < 0.3 AND person IN (SELECT person FROM held WHERE account_slot = 1)
), written AS (
    SELECT
        customer_no(id) AS CUST_NO,
        CASE
            WHEN n.expat AND chance(id, 0, 'billing name') < 0.45 THEN upper(k.family_name || ' ' || k.given_name)
            WHEN chance(id, 0, 'billing name') > 0.985 THEN k.heard_name
            ELSE k.full_name
        END AS CUST_NAME,
        CASE WHEN chance(id, 0, 'sex missing') < 0.03 THEN '0' WHEN n.is_man THEN '1' ELSE '2' END AS SEX,
        CASE
            WHEN chance(id, 0, 'birth wrong') < 0.004 THEN strftime(n.born, '%Y') || '0230'
            WHEN chance(id, 0, 'birth wrong') < 0.03 THEN NULL
            ELSE strftime(n.born, '%Y%m%d')
        END AS BIRTH,
        CASE WHEN account_slot = 1 OR chance(id, 0, 'billing phone') < 0.05 THEN k.old_phone ELSE k.phone END AS CONTACT_TEL,
        CASE WHEN n.home_size > 1 AND n.place_in_home > 0 AND chance(id, 0, 'second phone') < 0.2 THEN k.home_phone
            WHEN chance(id, 0, 'second phone') > 0.93 THEN k.old_phone END AS TEL2,
        CASE WHEN chance(id, 0, 'billing mail') < 0.58 THEN k.email END AS EMAIL,
        n.place.province AS PROV, n.place.city AS CITY, n.place.district AS COUNTY,
        CASE WHEN n.expat AND chance(id, 0, 'billing address') < 0.5 THEN k.street_en ELSE k.street_zh END AS ADDR,
        CASE WHEN chance(id, 0, 'postcode') < 0.9 THEN n.place.postal_code END AS POSTCODE,
        CASE WHEN n.expat THEN 'en' ELSE 'zh' END AS LANG,
        CASE WHEN n.in_family_plan THEN 'F' || digits(n.household, 7654321, 8) END AS FAMILY_NO,
        n.manager AS MGR, strftime(n.joined_on, '%Y%m%d') AS OPEN_DT,
        strftime(greatest(n.joined_on, (ends_on() - whole(id, 0, 'billing update', 3, 900))::DATE)::TIMESTAMP
            + to_seconds(whole(id, 0, 'billing update second', 28800, 72000)), '%Y-%m-%d %H:%M:%S') AS UPD_TIME
    FROM numbered AS n JOIN known_as AS k USING (person)
)
SELECT * FROM (
    SELECT * FROM written
    UNION ALL
    SELECT * FROM written WHERE hash(CUST_NO || seed()) % 500 = 7
    UNION ALL
    SELECT * REPLACE (NULL AS CUST_NO) FROM written WHERE hash(CUST_NO || seed()) % 2500 = 11
)
ORDER BY CUST_NO NULLS LAST, UPD_TIME
