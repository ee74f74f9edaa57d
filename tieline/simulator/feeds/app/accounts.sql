-- One row per registered user of the app. Parquet.
SELECT
    app_uid(person) AS uid,
    CASE WHEN chance(person, 0, 'app phone') < 0.92 THEN k.phone WHEN chance(person, 0, 'app phone') < 0.98 THEN k.old_phone END AS mobile,
    CASE
        WHEN chance(person, 0, 'app name') < 0.3 THEN NULL
        WHEN k.expat THEN CASE WHEN chance(person, 0, 'app name') < 0.7 THEN k.given_name || ' ' || k.family_name ELSE k.family_name || ' ' || k.given_name END
        WHEN chance(person, 0, 'app name') < 0.5 THEN k.given_latin || ' ' || k.family_latin
        WHEN chance(person, 0, 'app name') < 0.68 THEN k.latin_name
        WHEN chance(person, 0, 'app name') < 0.74 THEN upper(k.latin_name)
        ELSE k.full_name
    END AS display_name,
    CASE WHEN chance(person, 0, 'app mail') < 0.6 THEN CASE WHEN chance(person, 0, 'app mail') < 0.05 THEN upper(k.email) ELSE k.email END END AS email,
    CASE WHEN k.expat THEN 'en-US' ELSE 'zh-CN' END AS locale,
    CASE WHEN chance(person, 0, 'app city') < 0.7 THEN k.place.city_en END AS city,
    since::TIMESTAMP + to_seconds(whole(person, 0, 'registered at', 0, 50000)) AS registered_at
FROM app_user JOIN person AS p USING (person) JOIN known_as AS k USING (person)
ORDER BY uid
