-- One row per answer: recommendation (NPS, every third month) or satisfaction with a call (CSAT).
WITH asked AS (
    SELECT
        'NPS' AS kind, 6 AS bad, f.person, (f.person * 64 + f.m + 17) * 128 + 7 AS number, f.mood,
        awake_time((month_first(f.m) + whole(f.person, f.m, 'survey on', 3, 26))::DATE, chance(f.person, f.m, 'survey at'), 0.4) AS instant,
        clamp(round(6.9 + 3.6 * f.mood + 1.3 * bell(f.person, f.m, 'nps')), 0, 10)::INTEGER AS score
    FROM feeling AS f WHERE f.m BETWEEN -15 AND 0 AND (f.m + 30) % 3 = 0 AND chance(f.person, f.m, 'answers survey') < 0.09
    UNION ALL
    SELECT
        'CSAT', 2, person, number, mood, instant + INTERVAL 40 MINUTE,
        clamp(round(3.4 + 1.2 * mood + CASE WHEN resolved THEN 0.7 ELSE -0.9 END + 0.8 * bell(number, 0, 'csat')), 1, 5)::INTEGER
    FROM call WHERE chance(number, 0, 'answers csat') < 0.17
)
SELECT
    'Q' || digits(a.number, 7919, 12) AS answer_no, kind,
    CASE WHEN chance(a.number, 0, 'survey id') < 0.75 THEN customer_no(a.person) END AS customer_no, k.phone AS mobile,
    strftime(instant, '%Y-%m-%d %H:%M') AS answered_at, score,
    CASE WHEN chance(a.number, 0, 'comments') < 0.35 THEN pick(CASE
        WHEN k.expat THEN CASE WHEN score <= bad THEN getvariable('comments_cross_en') ELSE getvariable('comments_glad_en') END
        WHEN score <= bad THEN getvariable('comments_cross_zh') ELSE getvariable('comments_glad_zh') END, chance(a.number, 0, 'comment')) END AS comment
FROM asked AS a JOIN known_as AS k USING (person) JOIN person AS p USING (person) LEFT JOIN leaver AS v USING (person)
WHERE instant BETWEEN p.joined_on AND ends_on() + INTERVAL 1 DAY AND instant < coalesce(v.leaves_on, DATE '9999-01-01')
ORDER BY instant, a.number
