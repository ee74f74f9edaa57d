-- One row per message of a campaign and its answer.
WITH sent AS (
    SELECT
        f.person, f.m, p.response, f.mood, p.has_app, p.surfs, k.phone, (f.person * 64 + f.m + 17) * 128 + 5 AS number,
        ['5G升级', '流量加油', '合约续签', '家庭宽带', '老客回馈', '夏日流量'][1 + (f.m + 18) % 6] AS theme,
        awake_time((month_first(f.m) + whole(0, f.m, 'campaign day', 2, 19) + whole(f.person, f.m, 'sent after', 0, 1))::DATE, 0.1 + 0.2 * chance(f.person, f.m, 'sent at'), 0.15) AS instant
    FROM feeling AS f JOIN person AS p USING (person) JOIN known_as AS k USING (person)
    WHERE f.m BETWEEN -15 AND 0 AND chance(f.person, f.m, 'campaign') < 0.085
), answered AS (
    SELECT s.*, chance(number, 0, 'answers') + 0.1 * mood AS p FROM sent AS s JOIN person AS q USING (person) LEFT JOIN leaver AS v USING (person)
    WHERE instant BETWEEN q.joined_on AND ends_on() + INTERVAL 1 DAY AND instant < coalesce(v.leaves_on, DATE '9999-01-01')
)
SELECT
    'R' || digits(number, 7919, 12) AS response_no, strftime(month_first(m), '%Y%m') || '-' || theme AS campaign, phone AS msisdn,
    strftime(instant, '%d.%m.%Y %H:%M') AS sent_at, CASE WHEN has_app AND chance(number, 0, 'by') < 0.35 THEN 'app' WHEN chance(number, 0, 'by') > 0.88 THEN 'call' ELSE 'sms' END AS channel,
    CASE
        WHEN response = 'do-not-disturb' AND chance(number, 0, 'answers') < 0.12 THEN 'unsubscribed'
        WHEN p > CASE response WHEN 'persuadable' THEN 0.84 WHEN 'sure thing' THEN 0.92 ELSE 0.985 END THEN 'accepted'
        WHEN p > 0.7 THEN 'clicked' WHEN p < 0.05 THEN 'refused' ELSE 'none'
    END AS answer
FROM answered
ORDER BY instant, number
