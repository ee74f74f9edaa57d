-- used: one row per mobile line and complete month; months within the last 120 days are sums of the days delivered.
CREATE OR REPLACE TEMP TABLE used AS
SELECT
    line, m,
    round(greatest(0, talk_day * ((to_day - from_day) + 1 - lost_days(dip, from_day, to_day) - lost_days(other_dip, from_day, to_day))
        * exp(0.17 * bell(line, m, 'talk in all'))), 1) AS voice_minutes,
    round(greatest(0, data_day * ((to_day - from_day) + 1 - 0.75 * lost_days(dip, from_day, to_day))
        * exp(0.12 * bell(line, m, 'data in all'))), 1) AS data_mb,
    greatest(0, floor(sms_day * 0.62 * ((to_day - from_day) + 1) * exp(0.3 * bell(line, m, 'sms in all'))))::INTEGER AS sms,
    CASE WHEN trip_from IS NOT NULL THEN round(travel_days * (0.15 * data_day + 60) * exp(0.3 * bell(line, m, 'abroad in all')), 1)
        ELSE 0 END AS roaming_mb,
    floor(talk_day * drop_rate * (to_day - from_day + 1) * exp(0.3 * bell(line, m, 'drops in all'))
        + CASE WHEN outage_from IS NOT NULL THEN outage_severity * outage_days * 0.5 ELSE 0 END
        + chance(line, m, 'drops round'))::INTEGER AS dropped
FROM use_month
WHERE m < 0 AND first_day < ends_on() - 119
UNION ALL
SELECT
    line, month_of(day), round(sum(voice_seconds) / 60.0, 1), round(sum(data_kb) / 1024.0, 1), sum(sms)::INTEGER,
    round(sum(roaming_kb) / 1024.0, 1), sum(dropped)::INTEGER
FROM use_day
WHERE day >= CASE WHEN day(ends_on() - 119) = 1 THEN ends_on() - 119 ELSE month_first(month_of((ends_on() - 119)::DATE) + 1) END
    AND day < month_first(0)
GROUP BY line, month_of(day)
ORDER BY line, m;

-- bill: one row per billing account and month.
CREATE OR REPLACE TEMP TABLE bill AS
WITH due AS (
    SELECT h.*, m.m::INTEGER AS m FROM held AS h, range(-15, 0) AS m(m)
    WHERE h.started_on < month_first(m.m + 1) AND coalesce(h.ended_on, DATE '9999-01-01') > month_first(m.m)
), charged AS (
    SELECT
        h.person, h.account_slot, h.m,
        h.plan.fee * greatest(0, (least(coalesce(h.ended_on, DATE '9999-01-01'), month_first(h.m + 1))
            - greatest(h.started_on, month_first(h.m)))::INTEGER) / month_days(h.m) AS fee,
        coalesce(least(150, 5 * greatest(0, u.data_mb / 1024 - h.plan.data_gb)), 0)
            + coalesce(least(60, 0.15 * greatest(0, u.voice_minutes - h.plan.voice_minutes)), 0) AS overage,
        CASE WHEN h.slot = 0 THEN coalesce(l.roaming, 0) ELSE 0 END AS roaming
    FROM due AS h
    LEFT JOIN used AS u ON u.line = h.line AND u.m = h.m
    LEFT JOIN lived AS l ON l.person = h.person AND l.m = h.m
), billed AS (
    SELECT
        person, account_slot, m, round(sum(fee) + sum(overage) + sum(roaming), 2) AS amount,
        round(sum(overage), 2) AS overage, round(sum(roaming), 2) AS roaming
    FROM charged GROUP BY person, account_slot, m
)
SELECT
    b.*, person * 2 + account_slot AS account,
    'B' || strftime(month_first(m), '%Y%m') || digits(person * 2 + account_slot, 48271693, 9) AS bill_no,
    (month_first(m + 1) + whole(person, m, 'issued', 0, 2))::DATE AS issued_on,
    (month_first(m + 1) + 24)::DATE AS due_on,
    CASE
        WHEN v.way = 'non-payment' AND month_first(m + 1) > v.leaves_on - 75 THEN NULL
        WHEN p.pays_by_debit AND chance(person, m, 'debit fails') > 0.015
            THEN (month_first(m + 1) + 14)::TIMESTAMP + to_seconds(9000 + whole(person, m, 'debit at', 0, 7000))
        ELSE awake_time((month_first(m + 1) + CASE WHEN p.pays_late AND chance(person, m, 'late') < 0.55
            THEN whole(person, m, 'pays on', 20, 48) ELSE whole(person, m, 'pays on', 3, 23) END)::DATE,
            chance(person, m, 'pays at'), chance(person, m, 'pays about'))
    END AS paid_at
FROM billed AS b JOIN person AS p USING (person) LEFT JOIN leaver AS v USING (person)
WHERE b.amount > 0
ORDER BY account, m;
