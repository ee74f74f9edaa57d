-- One row per call with what was said. NDJSON, instants with their offset; 1 in 4,000 has a date that does not exist.
WITH said AS (
    SELECT
        c.*, k.phone, k.home_phone, k.expat, k.place, l.plan, k.place_in_home,
        CASE WHEN k.expat THEN 'en' ELSE 'zh' END AS language,
        CASE WHEN k.expat THEN k.place.district_en ELSE k.place.district END AS district,
        'cc' || lpad(whole(c.number, 0, 'agent', 1, 180)::VARCHAR, 3, '0') AS agent,
        c.reason || CASE WHEN c.complains THEN '/' || c.topic ELSE '' END AS topic_key,
        CASE WHEN c.mood + CASE WHEN c.complains AND NOT c.resolved THEN -0.6 WHEN c.resolved THEN 0.2 ELSE 0 END
            + 0.15 * bell(c.number, 0, 'tone') < -0.15 AND NOT (c.resolved AND NOT c.complains) THEN 'cross'
            WHEN c.mood > 0.3 AND c.resolved THEN 'glad' ELSE 'calm' END AS tone
    FROM call AS c JOIN known_as AS k USING (person) JOIN line AS l ON l.person = c.person AND l.slot = 0
), composed AS (
    SELECT
        s.*,
        CASE WHEN s.language = 'zh' THEN '客服：' ELSE 'Agent: ' END AS agent_says,
        CASE WHEN s.language = 'zh' THEN '客户：' ELSE 'Customer: ' END AS customer_says,
        pick(g.phrases, chance(number, 0, 'greeting')) AS greeting,
        CASE WHEN complains AND nth > 0 THEN pick(a.phrases, chance(number, 0, 'again')) || CASE WHEN s.language = 'zh' THEN '' ELSE ' ' END ELSE '' END AS once_more,
        pick(t.matter, chance(number, 0, 'matter')) AS matter,
        CASE WHEN resolved THEN pick(t.settled, chance(number, 0, 'matter')) ELSE pick(t.open, chance(number, 0, 'matter')) END AS answer,
        pick(f.phrases, chance(number, 0, 'farewell')) AS farewell
    FROM said AS s
    JOIN talk AS t ON t.matter_of = s.topic_key AND t.language = s.language
    JOIN phrase AS g ON g.use = 'greeting' AND g.language = s.language
    JOIN phrase AS a ON a.use = 'again' AND a.language = s.language
    JOIN phrase AS f ON f.use = s.tone AND f.language = s.language
)
SELECT
    'CALL' || digits(number, 7919, 12) AS call_id,
    CASE WHEN chance(number, 0, 'from home') < 0.05 THEN home_phone ELSE spelled_phone(phone, chance(number, 0, 'spelled')) END AS caller_number,
    caller_no(person) AS caller_id,
    CASE WHEN chance(number, 0, 'bad date') < 0.00025 THEN strftime(instant, '%Y') || '-02-30T' ELSE strftime(instant, '%Y-%m-%dT') END
        || strftime(instant, '%H:%M:%S+08:00') AS began_at,
    'in' AS direction,
    reason, topic, CASE WHEN complains THEN 'Y' ELSE 'N' END AS complaint, CASE WHEN resolved THEN 'Y' ELSE 'N' END AS first_contact_resolved,
    (40 + 260 * -ln(1 - chance(number, 0, 'lasts')) * CASE WHEN complains THEN 1.7 ELSE 1 END * CASE WHEN resolved THEN 0.8 ELSE 1.3 END)::INTEGER AS duration_s,
    agent, language,
    replace(replace(replace(replace(replace(
        agent_says || greeting || E'\n' || customer_says || once_more || matter || E'\n' || agent_says || answer || E'\n' || customer_says || farewell,
        '{plan}', plan.name), '{amount}', (plan.fee + whole(number, 0, 'amount', 12, 90))::INTEGER::VARCHAR), '{district}', district),
        '{nth}', (nth + 1)::VARCHAR), '{agent}', agent) AS transcript
FROM composed
ORDER BY instant, number
