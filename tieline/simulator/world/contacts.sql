-- call: one row per call to the call centre.
CREATE OR REPLACE TEMP TABLE call AS
WITH reason AS (
    SELECT person, c.m, c.day + CASE WHEN n = 0 THEN 0 ELSE (n * 2 + whole(person, c.m * 8 + n, 'calls again', 0, 2))::INTEGER END AS day,
        'complaint' AS reason, topic, resolved, n::INTEGER AS nth, true AS complains
    FROM complaint AS c, unnest(range(0, repeats + 1)) AS r(n)
    WHERE chance(person, c.m, 'complains where') < 0.86
    UNION ALL
    SELECT person, m, day, 'mnp query', NULL, NULL, n, false FROM port_query WHERE channel = 'call'
    UNION ALL
    SELECT
        person, m, (month_first(m) + whole(person, m * 8 + k, 'calls on', 0, 27))::DATE,
        ['bill question', 'bill question', 'plan change', 'plan change', 'upgrade', 'roaming', 'sim card', 'information',
            'information', 'payment'][whole(person, m * 8 + k, 'calls about', 1, 10)],
        NULL, chance(person, m * 8 + k, 'settled') < 0.83, 40 + k, false
    FROM lived, (VALUES (0), (1)) AS k(k)
    WHERE chance(person, m * 8 + k, 'calls') < clamp(0.055 * exp(0.35 * temper), 0.01, 0.2) + CASE WHEN bill_pain > 0.2 AND k = 0 THEN 0.18 ELSE 0 END
    UNION ALL
    SELECT
        person, m, (month_first(m) + CASE WHEN outage THEN outage_day + 1 ELSE whole(person, m, 'fault on', 0, 27) END)::DATE,
        'fault', 'network', chance(person, m, 'fault settled') < 0.6, 60, false
    FROM lived WHERE chance(person, m, 'fault') < 0.008 + CASE WHEN outage THEN 0.12 ELSE 0 END + 0.03 * least(net_pain, 1)
)
SELECT
    r.person, r.m, r.nth, r.reason, r.topic, r.complains,
    CASE WHEN r.reason = 'mnp query' THEN chance(r.person, r.m * 64 + r.nth, 'kept talking') < 0.3
        WHEN r.complains THEN r.resolved OR (r.nth > 0 AND chance(r.person, r.m * 64 + r.nth, 'settled late') < 0.3)
        ELSE r.resolved END AS resolved,
    office_time(r.day::DATE, chance(r.person, r.m * 64 + r.nth, 'at'), chance(r.person, r.m * 64 + r.nth, 'about')) AS instant,
    coalesce(f.mood, 0) AS mood,
    (r.person * 64 + r.m + 17) * 128 + r.nth AS number
FROM reason AS r JOIN person AS p USING (person) LEFT JOIN leaver AS v USING (person) LEFT JOIN feeling AS f USING (person, m)
WHERE r.day BETWEEN greatest(p.joined_on, month_first(-15)) AND ends_on() AND r.day < coalesce(v.leaves_on, DATE '9999-01-01')
ORDER BY instant, number;

-- visit: one row per walk-in at a shop.
CREATE OR REPLACE TEMP TABLE visit AS
WITH purpose AS (
    SELECT person, m, day, 'COMPLAINT' AS purpose, 0 AS nth FROM complaint WHERE chance(person, m, 'complains where') >= 0.86
    UNION ALL SELECT person, m, day, 'MNP', 1 + n FROM port_query WHERE channel = 'shop'
    UNION ALL SELECT person, m, (month_first(m) + whole(person, m, 'visits on', 0, 27))::DATE,
        ['PAY', 'PAY', 'PLAN', 'SIM', 'BUY', 'BUY', 'INFO', 'BROADBAND'][whole(person, m, 'visits for', 1, 8)], 10
    FROM lived WHERE chance(person, m, 'visits') < 0.028 + 0.0006 * greatest(0, age - 40)
    UNION ALL SELECT h.person, month_of(h.contract_start), h.contract_start, 'PHONE', 11
    FROM held AS h WHERE h.slot = 0 AND h.contract_months > 0 AND h.contract_start >= month_first(-15) AND chance(h.person, 0, 'buys in shop') < 0.6
)
SELECT
    r.person, r.m, r.nth, r.purpose,
    office_time(r.day::DATE, chance(r.person, r.m * 64 + r.nth, 'visit at'), chance(r.person, r.m * 64 + r.nth, 'visit about')) AS instant,
    (r.person * 64 + r.m + 17) * 128 + r.nth AS number
FROM purpose AS r JOIN person AS p USING (person) LEFT JOIN leaver AS v USING (person)
WHERE r.day BETWEEN greatest(p.joined_on, month_first(-15)) AND ends_on() AND r.day < coalesce(v.leaves_on, DATE '9999-01-01')
ORDER BY instant, number;

-- shopper: who has a card of the shops, or an account of the online store: customers and prospects.
CREATE OR REPLACE TEMP TABLE shopper AS
SELECT
    person, person IN (SELECT person FROM visit) OR chance(person, 0, 'shop card') < 0.2 OR (person >= 70000000 AND chance(person, 0, 'shop card') < 0.6) AS has_card,
    chance(person, 0, 'store account') < CASE WHEN person >= 70000000 THEN 0.55 WHEN date_diff('year', born, ends_on()) < 45 THEN 0.27 ELSE 0.13 END AS has_store
FROM known_as
ORDER BY person;

-- app_user: who registered in the app, and since when.
CREATE OR REPLACE TEMP TABLE app_user AS
SELECT p.person, greatest(p.joined_on, (ends_on() - whole(p.person, 0, 'app since', 2, 1400))::DATE)::DATE AS since
FROM person AS p LEFT JOIN leaver AS v USING (person)
WHERE p.has_app AND greatest(p.joined_on, (ends_on() - whole(p.person, 0, 'app since', 2, 1400))::DATE)
    < least(coalesce(v.leaves_on, ends_on()), ends_on())
ORDER BY p.person;
