-- One row per order of the online store. NDJSON.
WITH ordered AS (
    SELECT s.person, m, ((s.person * 64) + m + 17) * 128 + 3 AS number,
        awake_time((month_first(m::INTEGER) + whole(s.person, m, 'orders on', 0, 27))::DATE, chance(s.person, m, 'order at'), chance(s.person, m, 'order about')) AS instant
    FROM shopper AS s, range(-15, 1) AS t(m)
    WHERE has_store AND chance(s.person, m, 'orders') < CASE WHEN month(month_first(m::INTEGER)) IN (6, 11) THEN 0.2 ELSE 0.1 END
), chosen AS (
    SELECT o.*, pick(getvariable('items_store'), chance(number, 0, 'store item')) AS article,
        CASE WHEN chance(number, 0, 'orders phone') < 0.06 THEN pick(getvariable('devices'), chance(number, 0, 'which phone')) END AS phone
    FROM ordered AS o LEFT JOIN leaver AS v USING (person) LEFT JOIN person AS p USING (person)
    WHERE instant < ends_on() + INTERVAL 1 DAY AND instant < coalesce(v.leaves_on, DATE '9999-01-01') AND instant > coalesce(p.joined_on, DATE '1999-01-01')
)
SELECT
    'W' || digits(number, 7919, 12) AS order_id, web_id(person) AS customer_id, strftime(instant - INTERVAL 8 HOUR, '%Y-%m-%dT%H:%M:%SZ') AS placed_at,
    coalesce(phone.model, article.item) AS item, CASE WHEN phone IS NOT NULL THEN 'device' ELSE article.category END AS category,
    round(coalesce(phone.price, article.price), 2) AS total_yuan,
    CASE WHEN chance(number, 0, 'state') < 0.04 THEN 'cancelled' WHEN chance(number, 0, 'state') < 0.08 THEN 'returned'
        WHEN instant > ends_on() - 4 THEN 'placed' ELSE 'delivered' END AS state
FROM chosen
ORDER BY instant, number
