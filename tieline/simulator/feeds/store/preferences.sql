-- One row per choice that a customer made on the privacy page of the online store. NDJSON, UTF-8.
WITH holder AS (
    SELECT
        person, chance(person, 0, 'agrees') AS agrees, chance(person, 0, 'changes mind') AS changes,
        (ends_on() - whole(person, 0, 'store since', 3, 1500))::TIMESTAMP + to_seconds(whole(person, 0, 'store hour', 0, 80000)) AS joined
    FROM shopper WHERE has_store
), choice AS (
    -- The box that was ticked, or not, when the account was opened.
    SELECT person, 1 AS nth, joined AS chosen, '' AS channel, '' AS topic, CASE WHEN agrees < 0.62 THEN 'opt-in' ELSE 'opt-out' END AS choice, '/register' AS page
    FROM holder WHERE agrees < 0.8
    -- Who had enough of text messages.
    UNION ALL SELECT person, 2, greatest(joined, (ends_on() - whole(person, 0, 'enough', 2, 500))::TIMESTAMP) + INTERVAL 9 HOUR, 'sms', '', 'opt-out', '/account/privacy'
    FROM holder WHERE changes < 0.14
    -- Who wants to hear of some things by e-mail.
    UNION ALL SELECT person, 3, greatest(joined, (ends_on() - whole(person, 0, 'interest', 2, 300))::TIMESTAMP) + INTERVAL 10 HOUR, 'email',
        ['roaming', 'devices', 'plans'][whole(person, 0, 'interest in', 1, 3)], 'opt-in', '/account/privacy'
    FROM holder WHERE changes > 0.8
    -- Who takes everything back.
    UNION ALL SELECT person, 4, greatest(joined, (ends_on() - whole(person, 0, 'leaves list', 2, 200))::TIMESTAMP) + INTERVAL 11 HOUR, '', '', 'withdrawn', '/account/privacy'
    FROM holder WHERE agrees < 0.62 AND changes BETWEEN 0.14 AND 0.2
)
SELECT
    web_id(person) || '-' || nth AS id, web_id(person) AS account, strftime(chosen, '%Y-%m-%dT%H:%M:%SZ') AS chosen_at, 'marketing' AS purpose,
    nullif(channel, '') AS channel, nullif(topic, '') AS topic, choice,
    CASE WHEN choice = 'opt-in' THEN CASE WHEN chosen < ends_on() - INTERVAL 500 DAY THEN 'v1' ELSE 'v2' END END AS wording,
    CASE WHEN choice = 'opt-in' THEN strftime(chosen + INTERVAL 720 DAY, '%Y-%m-%dT%H:%M:%SZ') END AS valid_until, page
FROM choice
ORDER BY id
