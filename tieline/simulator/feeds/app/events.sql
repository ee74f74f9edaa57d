-- One row per login, page view and search. Parquet, instants in UTC.
WITH session AS (
    SELECT
        l.person, l.m, n AS nth, l.bill_pain, p.expat,
        (month_first(l.m) + whole(l.person, l.m * 32 + n, 'opens app on', 0, month_days(l.m) - 1))::DATE AS day,
        chance(l.person, l.m * 32 + n, 'does') AS does, NULL AS asked
    FROM lived AS l JOIN person AS p USING (person), unnest(range(0, clamp(floor(1.7 * exp(0.4 * p.surfs) * -ln(1 - chance(l.person, l.m, 'opens app'))), 0, 9)::BIGINT)) AS t(n)
    WHERE p.has_app AND l.m BETWEEN -15 AND 0
    UNION ALL
    SELECT q.person, q.m, 16 + q.n, 0, p.expat, q.day, 0.99, 1 FROM port_query AS q JOIN person AS p USING (person) WHERE q.channel = 'app'
), placed AS (
    SELECT
        s.*, (s.person * 64 + s.m + 17) * 32 + s.nth AS number,
        awake_time(day, chance(s.person, s.m * 32 + s.nth, 'app at'), chance(s.person, s.m * 32 + s.nth, 'app about')) - INTERVAL 8 HOUR AS instant
    FROM session AS s JOIN app_user AS u USING (person) LEFT JOIN leaver AS v USING (person)
    WHERE day BETWEEN greatest(u.since, month_first(-15)) AND ends_on() AND day < coalesce(v.leaves_on, DATE '9999-01-01')
), happened AS (
    SELECT number, 0 AS step, person, instant, 'login' AS type, NULL AS page, NULL AS query, NULL AS intent FROM placed
    UNION ALL
    SELECT number, 1, person, instant + to_seconds(20 + number % 70), 'page', CASE
        WHEN bill_pain > 0.1 AND does < 0.4 THEN 'bill' ELSE ['usage', 'bill', 'usage', 'plans', 'shop', 'points', 'contract', 'top-up', 'help']
        [1 + (number * 7 % 9)::INTEGER] END, NULL, NULL
    FROM placed WHERE does < 0.62 AND asked IS NULL
    UNION ALL
    SELECT
        number, 2, person, instant + to_seconds(100 + number % 200), 'search', NULL,
        pick(CASE WHEN asked = 1 THEN CASE WHEN expat THEN getvariable('port_words_en') ELSE getvariable('port_words_zh') END
            WHEN expat THEN getvariable('search_words_en') ELSE getvariable('search_words_zh') END, chance(number, 0, 'searches')).text,
        CASE WHEN asked = 1 THEN 'mnp query' ELSE pick(CASE WHEN expat THEN getvariable('search_words_en') ELSE getvariable('search_words_zh') END, chance(number, 0, 'searches')).intent END
    FROM placed WHERE does > 0.9 OR asked = 1
)
SELECT
    'e' || digits(number * 4 + step, 15485863, 13) AS event_id, app_uid(person) AS uid, instant AS event_time, type, page, query, intent
FROM happened
ORDER BY number, step
