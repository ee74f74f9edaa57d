-- dip: one row per stretch of days in which a person uses her lines less: before leaving, while wavering, or for no reason.
CREATE OR REPLACE TEMP TABLE dip AS
WITH wavering AS (
    SELECT
        t.person, t.m, t.goes, t.decided_on, t.goes_on, (t.goes_on - t.decided_on)::INTEGER AS lead,
        chance(t.person, t.m, 'uses less') AS p, chance(t.person, t.m, 'less from') AS q
    FROM thought AS t WHERE t.cause <> 'non-payment'
)
SELECT
    person, (decided_on + (q * 0.2 * lead)::INTEGER)::DATE AS begins, goes_on::DATE AS ends,
    whole(person, m, 'ramp', 3, 12) AS ramp, within(chance(person, m, 'depth'), 0.72, 0.98) AS depth
FROM wavering WHERE goes AND p < 0.7
UNION ALL
SELECT
    person, (decided_on + (q * 12)::INTEGER)::DATE, (decided_on + (q * 12)::INTEGER + whole(person, m, 'dip lasts', 18, 50))::DATE,
    whole(person, m, 'ramp', 4, 18), within(chance(person, m, 'depth'), 0.35, 0.93)
FROM wavering WHERE NOT goes AND p < 0.34
UNION ALL
SELECT
    person, (month_first(m) + whole(person, m, 'quiet from', 0, 27))::DATE,
    (month_first(m) + whole(person, m, 'quiet from', 0, 27) + whole(person, m, 'quiet for', 8, 42))::DATE,
    whole(person, m, 'quiet ramp', 1, 8), within(chance(person, m, 'quiet depth'), 0.4, 0.95)
FROM lived WHERE chance(person, m, 'quiet spell') < 0.014
ORDER BY person, begins, depth;

-- port_query: one row per time a person asks how to take her number to another operator.
CREATE OR REPLACE TEMP TABLE port_query AS
WITH asking AS (
    SELECT
        t.person, t.m, t.decided_on,
        CASE WHEN t.goes THEN (t.goes_on - t.decided_on)::INTEGER ELSE 28 END AS span,
        CASE
            WHEN NOT t.goes THEN CASE WHEN chance(t.person, t.m, 'asks') < 0.4 THEN whole(t.person, t.m, 'asks times', 1, 3) END
            WHEN v.way = 'ported out' THEN CASE WHEN chance(t.person, t.m, 'asks') < 0.82 THEN whole(t.person, t.m, 'asks times', 2, 8) END
            WHEN v.way = 'cancelled' THEN CASE WHEN chance(t.person, t.m, 'asks') < 0.25 THEN 1 END
        END AS times
    FROM thought AS t LEFT JOIN leaver AS v ON v.person = t.person AND t.goes
    WHERE t.cause <> 'non-payment'
), asked AS (
    SELECT
        person, m, n,
        -- The first question stands for the code that porting takes: it is asked for in the last ten days.
        (decided_on + CASE WHEN n = 1 THEN span - 1 - whole(person, m, 'asks for code', 0, 9)
            ELSE floor(span * chance(person, m * 8 + n, 'asks on') ** 0.6) END::INTEGER)::DATE AS day
    FROM asking, unnest(range(1, times + 1)) AS t(n)
    UNION ALL
    SELECT person, m, 0, (month_first(m) + whole(person, m, 'curious day', 0, 27))::DATE
    FROM lived WHERE chance(person, m, 'curious') < 0.004
)
SELECT
    a.person, a.m, a.n, a.day,
    CASE WHEN p.has_app AND chance(a.person, a.m * 8 + a.n, 'asks where') < 0.85 THEN 'app'
        WHEN chance(a.person, a.m * 8 + a.n, 'asks where') < 0.55 THEN 'call'
        WHEN chance(a.person, a.m * 8 + a.n, 'asks where') < 0.7 THEN 'shop' END AS channel
FROM asked AS a JOIN person AS p USING (person) LEFT JOIN leaver AS v USING (person)
WHERE a.day BETWEEN greatest(p.joined_on, month_first(-15)) AND ends_on() AND a.day < coalesce(v.leaves_on, DATE '9999-01-01')
ORDER BY a.person, a.m, a.n;
