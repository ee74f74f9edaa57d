-- One row per thing bought in a shop.
WITH bought AS (
    SELECT person, number, instant, CASE WHEN purpose = 'PHONE' THEN p.device.model ELSE NULL END AS model, p.device.price AS price, purpose
    FROM visit JOIN person AS p USING (person) WHERE purpose IN ('BUY', 'PHONE', 'SIM', 'PLAN')
    UNION ALL
    SELECT person, (person * 64) * 128, office_time((ends_on() - whole(person, 0, 'prospect buys', 0, 400))::DATE, chance(person, 0, 'at'), chance(person, 0, 'about')), NULL, 0, 'BUY'
    FROM shopper WHERE person >= 70000000 AND has_card
), chosen AS (
    SELECT b.*, CASE WHEN purpose = 'SIM' THEN {'item': '补换SIM卡', 'category': 'service', 'price': 10}
        ELSE pick(getvariable('items_shop'), chance(number, 0, 'shop item')) END AS article FROM bought AS b
)
SELECT
    'SO' || digits(number, 7919, 12) AS order_no, card_no(person) AS card_no,
    CASE WHEN chance(number, 0, 'order number') < 0.4 THEN k.phone END AS mobile, strftime(instant, '%Y/%m/%d %H:%M') AS order_time,
    coalesce(model, article.item) AS item, CASE WHEN model IS NOT NULL THEN 'device' ELSE article.category END AS category,
    round(CASE WHEN model IS NOT NULL THEN price * 0.8 ELSE article.price END, 2) AS amount,
    CASE WHEN chance(number, 0, 'returned') < 0.03 THEN 'RETURNED' ELSE 'DONE' END AS status
FROM chosen JOIN known_as AS k USING (person)
ORDER BY instant, number
