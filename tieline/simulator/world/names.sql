-- known_as: one row per person (customers and prospects), with her name, address, numbers and e-mail in all their spellings.
CREATE OR REPLACE TEMP TABLE known_as AS
WITH everyone AS (
    SELECT person, household, place_in_home, is_child, expat, is_man, born, place FROM person
    UNION ALL
    SELECT
        person, person, 0, false, expat, is_man,
        (ends_on() - to_days((age * 365.25 + 364 * chance(person, 0, 'birthday'))::INTEGER))::DATE, place
    FROM prospect
), named AS (
    SELECT
        *,
        CASE WHEN is_child OR (expat AND place_in_home > 0) THEN household ELSE person END AS name_from,
        CASE WHEN is_man THEN getvariable('given_m') ELSE getvariable('given_f') END AS given,
        CASE WHEN is_man THEN getvariable('western_m') ELSE getvariable('western_f') END AS western
    FROM everyone
), worded AS (
    SELECT
        *,
        pick(getvariable('surnames'), chance(name_from, 0, 'surname')) AS surname,
        pick(given, chance(person, 0, 'first character')) AS one,
        CASE WHEN chance(person, 0, 'two characters') < 0.68
            THEN pick(given, chance(person, 0, 'second character')) END AS two,
        pick(western, chance(person, 0, 'western name')) AS first_name,
        pick(getvariable('western_l'), chance(name_from, 0, 'western last')) AS last_name,
        pick(getvariable('streets'), chance(household, 0, 'street')) AS street,
        pick(getvariable('streets'), chance(household, 1, 'street')) AS old_street
    FROM named
), spelled AS (
    SELECT
        person, household, place_in_home, expat, is_man, born, place,
        CASE WHEN expat THEN last_name.name ELSE surname.zh END AS family_name,
        CASE WHEN expat THEN first_name.name ELSE one.zh || coalesce(two.zh, '') END AS given_name,
        CASE WHEN expat THEN first_name.alike ELSE one.alike || coalesce(two.zh, '') END AS given_alike,
        CASE WHEN expat THEN last_name.name ELSE surname.pinyin END AS family_latin,
        CASE WHEN expat THEN first_name.name
            ELSE upper(one.pinyin[1]) || one.pinyin[2:] || coalesce(two.pinyin, '') END AS given_latin,
        street.zh || whole(household, 0, 'number', 1, 188) || '号' || whole(household, 0, 'building', 1, 18) || '号楼'
            || whole(household, 0, 'unit', 1, 6) || '单元' || whole(household, 0, 'floor', 1, 28)
            || lpad(whole(household, 0, 'door', 1, 4)::VARCHAR, 2, '0') || '室' AS street_zh,
        'Room ' || whole(household, 0, 'floor', 1, 28) || lpad(whole(household, 0, 'door', 1, 4)::VARCHAR, 2, '0')
            || ', Building ' || whole(household, 0, 'building', 1, 18) || ', ' || whole(household, 0, 'number', 1, 188)
            || ' ' || street.en AS street_en,
        old_street.zh || whole(household, 1, 'number', 1, 188) || '号' || whole(household, 1, 'building', 1, 18) || '栋'
            || whole(household, 1, 'floor', 1, 28) || '02' AS old_street_zh,
        mobile(person * 8) AS phone,
        -- A number given up years ago; one in twelve has long been given to somebody else, who is a customer today.
        CASE WHEN person < 70000000 AND chance(person, 0, 'recycled') < 0.08
            THEN mobile(least((person // 6 * 6 + 11) * 8, (getvariable('last_person') - 1) * 8))
            ELSE mobile(person * 8 + 7) END AS old_phone,
        mobile(household * 8) AS home_phone
    FROM worded
)
SELECT
    *,
    CASE WHEN expat THEN given_name || ' ' || family_name ELSE family_name || given_name END AS full_name,
    CASE WHEN expat THEN given_alike || ' ' || family_name ELSE family_name || given_alike END AS heard_name,
    family_latin || ' ' || given_latin AS latin_name,
    CASE (draw(person, 0, 'mail form') % 4)
        WHEN 0 THEN small_words(given_latin || '.' || family_latin) || (draw(person, 0, 'mail number') % 900 + 100)
        WHEN 1 THEN small_words(family_latin || given_latin) || year(born)
        WHEN 2 THEN phone
        ELSE small_words(given_latin) || '_' || (draw(person, 0, 'mail number') % 90000 + 1000)
    END || CASE WHEN expat THEN ['@gmail.com', '@outlook.com', '@icloud.com', '@yahoo.com']
        ELSE ['@qq.com', '@163.com', '@126.com', '@foxmail.com', '@sina.com', '@139.com'] END
        [1 + (draw(person, 0, 'mail host') % CASE WHEN expat THEN 4 ELSE 6 END)::INTEGER] AS email
FROM spelled
ORDER BY person;
