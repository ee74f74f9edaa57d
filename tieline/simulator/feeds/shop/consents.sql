-- One row per paper form on which a customer with a card ticked what they agree to, typed at the counter. CSV.
WITH holder AS (
    SELECT person, chance(person, 0, 'form') AS form, ends_on() - whole(person, 0, 'form signed', 4, 900) AS signed FROM shopper WHERE has_card
)
SELECT
    'F' || card_no(person) AS form_no, card_no(person) AS card_no, strftime(signed, '%Y/%m/%d') || ' 10:30' AS signed_at,
    CASE WHEN form < 0.25 THEN '同意' WHEN form < 0.34 THEN '拒绝' ELSE '撤回' END AS answer,
    CASE WHEN form < 0.3 THEN '电话' WHEN form < 0.38 THEN '短信' END AS channel,
    CASE WHEN form < 0.25 THEN '2024-03' END AS form_version,
    (['中山路营业厅', '解放路营业厅', '火车站营业厅', '大学城营业厅'])[whole(person, 0, 'form shop', 1, 4)] AS shop,
    (['wang.fang', 'li.na', 'zhang.wei', 'liu.yang'])[whole(person, 0, 'form clerk', 1, 4)] AS clerk
FROM holder WHERE form < 0.4
ORDER BY form_no
