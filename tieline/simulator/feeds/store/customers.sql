-- One row per account of the online store. NDJSON, UTF-8.
SELECT
    web_id(person) AS id,
    CASE WHEN k.expat THEN k.given_name || ' ' || k.family_name
        WHEN chance(person, 0, 'store name') < 0.18 THEN k.given_latin || ' ' || k.family_latin
        WHEN chance(person, 0, 'store name') < 0.28 THEN k.heard_name ELSE k.full_name END AS name,
    CASE WHEN chance(person, 0, 'store mail') < 0.9 THEN k.email END AS email,
    CASE WHEN chance(person, 0, 'store phone') < 0.6 THEN '+86' || k.phone WHEN chance(person, 0, 'store phone') < 0.72 THEN '+86' || k.old_phone
        WHEN chance(person, 0, 'store phone') < 0.78 THEN '+86' || k.home_phone END AS phone,
    CASE WHEN k.expat THEN k.place.city_en ELSE k.place.city END AS ship_city, CASE WHEN k.expat THEN k.place.district_en ELSE k.place.district END AS ship_district,
    CASE WHEN chance(person, 0, 'store address') < 0.14 THEN k.old_street_zh WHEN k.expat THEN k.street_en ELSE k.street_zh END AS ship_address,
    k.place.postal_code AS ship_postcode,
    CASE WHEN chance(person, 0, 'store birth') < 0.25 THEN strftime(k.born, '%Y-%m-%d') END AS birthday,
    strftime((ends_on() - whole(person, 0, 'store since', 3, 1500))::TIMESTAMP + to_seconds(whole(person, 0, 'store hour', 0, 80000)), '%Y-%m-%dT%H:%M:%SZ') AS created_at
FROM known_as AS k JOIN shopper USING (person) WHERE has_store
ORDER BY id
