-- One row per person who ever called, as the agents noted her. NDJSON.
SELECT
    caller_no(person) AS caller_id,
    CASE WHEN chance(person, 0, 'calls from home') < 0.1 THEN k.home_phone ELSE k.phone END AS number,
    CASE
        WHEN chance(person, 0, 'caller name') < 0.12 AND NOT k.expat THEN k.family_name || CASE WHEN k.is_man THEN '先生' ELSE '女士' END
        WHEN chance(person, 0, 'caller name') < 0.2 THEN k.heard_name
        WHEN chance(person, 0, 'caller name') < 0.25 AND NOT k.expat THEN k.latin_name
        WHEN chance(person, 0, 'caller name') < 0.32 THEN NULL
        ELSE k.full_name
    END AS name,
    CASE WHEN chance(person, 0, 'caller verified') < 0.62 THEN customer_no(person) END AS customer_no,
    CASE WHEN k.expat THEN 'en' ELSE 'zh' END AS language,
    k.place.city AS city,
    strftime(c.first_at, '%Y-%m-%dT%H:%M:%S+08:00') AS first_seen
FROM known_as AS k JOIN (SELECT person, min(instant) AS first_at FROM call GROUP BY person) AS c USING (person)
ORDER BY caller_id
