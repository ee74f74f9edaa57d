-- One row per walk-in; four in ten give no card, only a number or nothing.
SELECT
    'V' || digits(number, 7919, 12) AS visit_no,
    CASE WHEN chance(number, 0, 'shows card') < 0.62 THEN card_no(person) END AS card_no,
    CASE WHEN chance(number, 0, 'shows card') >= 0.62 OR chance(number, 0, 'gives number') < 0.5
        THEN spelled_phone(k.phone, chance(number, 0, 'visit spelling')) END AS mobile,
    k.place.code || '-S' || lpad((1 + hash(k.place.district_id) % 9)::VARCHAR, 2, '0') AS shop,
    strftime(instant, '%Y/%m/%d %H:%M') AS visit_time, purpose,
    CASE WHEN purpose = 'COMPLAINT' THEN CASE WHEN chance(number, 0, 'visit settled') < 0.55 THEN '1' ELSE '0' END
        WHEN chance(number, 0, 'visit settled') < 0.92 THEN '1' ELSE '0' END AS settled,
    (180 + 1500 * chance(number, 0, 'visit lasts'))::INTEGER AS seconds,
    's' || lpad((hash(k.place.district_id) % 90 * 10 + number % 7)::VARCHAR, 4, '0') AS clerk
FROM visit JOIN known_as AS k USING (person)
ORDER BY instant, number
